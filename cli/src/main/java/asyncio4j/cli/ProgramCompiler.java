package asyncio4j.cli;

import static java.util.stream.Collectors.joining;

import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.lang.model.element.TypeElement;
import javax.tools.ToolProvider;

/// Compiles a program with the JDK's javac, which reports errors on stderr as it does, and finds its main class.
final class ProgramCompiler {
    private final String classPath;
    private final List<Path> sources;
    private final List<TypeElement> programs = new ArrayList<>(); // with a main method, in order of appearance

    ProgramCompiler(String classPath, List<Path> sources) {
        this.classPath = classPath;
        this.sources = sources;
    }

    /// Makes the folder `into` with one jar in it, called as the main class is.
    ///
    /// @return false when there were compile errors
    boolean compileInto(Path into) throws IOException {
        var classes = into.resolveSibling("classes");
        Files.createDirectories(classes);
        if (!compile(classes)) {
            return false;
        }
        var main = mainClass();
        Files.createDirectories(into);
        pack(classes, into.resolve(main + ".jar"));
        return true;
    }

    private boolean compile(Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of("-cp", classPath, "-d", classes.toString(), "-proc:none", "-g", "-parameters");
            var units = files.getJavaFileObjectsFromPaths(sources);
            var task = (JavacTask) compiler.getTask(null, files, null, options, null, units);
            task.addTaskListener(new TaskListener() {
                @Override
                public void finished(TaskEvent event) {
                    if (event.getKind() == TaskEvent.Kind.ANALYZE
                            && event.getTypeElement() instanceof TypeElement type
                            && MainMethods.isProgram(type, task.getElements())) {
                        programs.add(type);
                    }
                }
            });
            return task.call();
        }
    }

    /// Of one file the first class that can be started, of several the only one or the one called Main.
    private String mainClass() {
        var where = sources.size() == 1 ? sources.getFirst().toString() : "these files";
        if (programs.isEmpty()) {
            throw new CommandFailure("no class of " + where + " has a main method.");
        }
        if (sources.size() == 1 || programs.size() == 1) {
            return nameOf(programs.getFirst());
        }
        var mains = programs.stream()
                .filter(p -> p.getSimpleName().contentEquals("Main"))
                .toList();
        if (mains.size() != 1) {
            throw new CommandFailure("several classes have a main method, and not one of them is called Main: "
                    + programs.stream().map(ProgramCompiler::nameOf).sorted().collect(joining(", ")) + ".");
        }
        return nameOf(mains.getFirst());
    }

    private static String nameOf(TypeElement type) {
        return type.getQualifiedName().toString();
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                try {
                    out.putNextEntry(
                            new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
