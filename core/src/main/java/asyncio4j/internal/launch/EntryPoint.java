package asyncio4j.internal.launch;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A program's `main`, found by the rules of JEP 512: declared or inherited, static or not, with or without
/// `String[]`, anything but private.
record EntryPoint(Class<?> program, Method method) {
    static EntryPoint of(Class<?> program) throws NoSuchMethodException {
        var method = find(program, String[].class);
        if (method == null) {
            method = find(program);
        }
        if (method == null) {
            throw new NoSuchMethodException("class " + program.getName()
                    + " has no main method to start: static or not, with or without String[], but not private");
        }
        return new EntryPoint(program, method);
    }

    /// Runs it, without frames of reflection between it and the caller: those of method handles are hidden.
    void run(String[] arguments) throws Throwable {
        method.setAccessible(true);
        var handle = MethodHandles.lookup().unreflect(method);
        if (!Modifier.isStatic(method.getModifiers())) {
            handle = handle.bindTo(instance());
        }
        if (method.getParameterCount() == 0) {
            handle = MethodHandles.dropArguments(handle, 0, String[].class);
        }
        handle.asType(MethodType.methodType(void.class, String[].class)).invokeExact(arguments);
    }

    private Object instance() throws Throwable {
        var constructor = program.getDeclaredConstructor();
        if (Modifier.isPrivate(constructor.getModifiers())) {
            throw new NoSuchMethodException(
                    "class " + program.getName() + " needs a constructor without parameters that is not private");
        }
        constructor.setAccessible(true);
        MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
        return handle.asType(MethodType.methodType(Object.class)).invokeExact();
    }

    private static @Nullable Method find(Class<?> program, Class<?>... parameters) {
        for (Class<?> c = program; c != null; c = c.getSuperclass()) {
            for (var method : c.getDeclaredMethods()) {
                if (isMain(method, parameters) && isSeenBy(program, method)) {
                    return method;
                }
            }
        }
        return Stream.of(program.getMethods()) // interfaces' default methods
                .filter(method -> isMain(method, parameters) && !Modifier.isStatic(method.getModifiers()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isMain(Method method, Class<?>... parameters) {
        return method.getName().equals("main")
                && method.getReturnType() == void.class
                && Arrays.equals(method.getParameterTypes(), parameters)
                && !Modifier.isPrivate(method.getModifiers());
    }

    /// Package-private methods are inherited within their package only.
    private static boolean isSeenBy(Class<?> program, Method method) {
        var visible = Modifier.isPublic(method.getModifiers()) || Modifier.isProtected(method.getModifiers());
        return visible || method.getDeclaringClass().getPackage() == program.getPackage();
    }
}
