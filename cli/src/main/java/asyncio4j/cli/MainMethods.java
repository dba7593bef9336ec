package asyncio4j.cli;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/// Which classes `java` could start, by the rules of JEP 512, asked of the compiler.
final class MainMethods {
    private MainMethods() {}

    /// Whether a top-level class declares or inherits a main method that can be called.
    static boolean isProgram(TypeElement type, Elements elements) {
        return ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
                .anyMatch(method -> isMain(method) && (method.getModifiers().contains(STATIC) || hasInstances(type)));
    }

    private static boolean isMain(ExecutableElement method) {
        return method.getSimpleName().contentEquals("main")
                && method.getReturnType().getKind() == TypeKind.VOID
                && !method.getModifiers().contains(PRIVATE)
                && !method.getModifiers().contains(ABSTRACT)
                && List.of("()", "(java.lang.String[])", "(java.lang.String...)")
                        .contains(parameters(method));
    }

    private static String parameters(ExecutableElement method) {
        var signature = method.toString();
        return signature.substring(signature.indexOf('('));
    }

    private static boolean hasInstances(TypeElement type) {
        return type.getKind() != ElementKind.INTERFACE
                && !type.getModifiers().contains(ABSTRACT)
                && ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
                        .anyMatch(c ->
                                c.getParameters().isEmpty() && !c.getModifiers().contains(PRIVATE));
    }
}
