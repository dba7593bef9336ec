package asyncio4j.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import asyncio4j.ExceptionGroup;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several failures in one. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExceptionGroupTest {
    private final IOException io = new IOException("io");
    private final FileNotFoundException file = new FileNotFoundException("file");
    private final ArithmeticException zero = new ArithmeticException("zero");
    private final AssertionError error = new AssertionError("error");

    @Test
    void keepsItsMessageAndItsMembersInOrder() {
        var group = new ExceptionGroup("several", List.of(io, zero, error));
        assertThat(group.getMessage()).startsWith("several");
        assertThat(group.exceptions()).containsExactly(io, zero, error);
        assertThat(group).isInstanceOf(RuntimeException.class);
    }

    @Test
    void itsCauseIsTheFirstMember() {
        assertThat(new ExceptionGroup("several", List.of(zero, io)).getCause()).isSameAs(zero);
    }

    @Test
    void withoutMembersItIsRefused() {
        assertThatThrownBy(() -> new ExceptionGroup("none", List.of())).isInstanceOf(IllegalArgumentException.class);
        var group = new ExceptionGroup("one", List.of(io));
        assertThatThrownBy(() -> group.derive(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsMembersCannotBeChangedFromOutside() {
        var members = new ArrayList<Throwable>(List.of(io));
        var group = new ExceptionGroup("several", members);
        members.add(zero);
        assertThat(group.exceptions()).containsExactly(io);
        assertThatThrownBy(() -> group.exceptions().add(zero)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void splitKeepsOrderAndMessage() {
        var group = new ExceptionGroup("several", List.of(io, zero, file, error));
        var split = group.split(e -> e instanceof IOException);
        assertThat(split.matching().exceptions()).containsExactly(io, file);
        assertThat(split.rest().exceptions()).containsExactly(zero, error);
        assertThat(split.matching().getMessage()).isEqualTo(group.getMessage());
        assertThat(split.rest().getMessage()).isEqualTo(group.getMessage());
        assertThat(split.matching().getCause()).isSameAs(io);
    }

    @Test
    void splitKeepsTheNesting() {
        var inner = new ExceptionGroup("inner", List.of(file, zero));
        var group = new ExceptionGroup("outer", List.of(io, inner, error));
        var split = group.split(e -> e instanceof IOException);
        assertThat(shapeOf(split.matching())).isEqualTo("outer[io, inner[file]]");
        assertThat(shapeOf(split.rest())).isEqualTo("outer[inner[zero], error]");
    }

    @Test
    void splitLeavesOutNestedGroupsThatBecomeEmpty() {
        var group = new ExceptionGroup("outer", List.of(new ExceptionGroup("inner", List.of(file)), zero));
        var split = group.split(e -> e instanceof IOException);
        assertThat(shapeOf(split.matching())).isEqualTo("outer[inner[file]]");
        assertThat(shapeOf(split.rest())).isEqualTo("outer[zero]");
    }

    @Test
    void anEmptyHalfIsNull() {
        var group = new ExceptionGroup("several", List.of(io, file));
        assertThat(group.split(e -> e instanceof IOException).rest()).isNull();
        assertThat(group.split(e -> e instanceof IOException).matching().exceptions())
                .containsExactly(io, file);
        assertThat(group.split(e -> e instanceof Error).matching()).isNull();
        assertThat(group.split(e -> e instanceof Error).rest().exceptions()).containsExactly(io, file);
    }

    @Test
    void aGroupThatMatchesAsAWholeStaysWhole() {
        var inner = new ExceptionGroup("inner", List.of(io, zero));
        var group = new ExceptionGroup("outer", List.of(inner, error));
        var split = group.split(e -> e == inner);
        assertThat(split.matching().exceptions()).containsExactly(inner);
        assertThat(split.rest().exceptions()).containsExactly(error);
        assertThat(group.split(e -> e instanceof ExceptionGroup).matching()).isSameAs(group);
    }

    @Test
    void subgroupIsTheMatchingHalf() {
        var group = new ExceptionGroup("outer", List.of(io, new ExceptionGroup("inner", List.of(file, zero))));
        assertThat(shapeOf(group.subgroup(e -> e instanceof ArithmeticException)))
                .isEqualTo("outer[inner[zero]]");
        assertThat(group.subgroup(e -> e instanceof Error)).isNull();
    }

    @Test
    void deriveKeepsEverythingButTheMembers() {
        var group = new ExceptionGroup("several", List.of(io, zero));
        var suppressed = new IllegalStateException("suppressed");
        group.addSuppressed(suppressed);
        group.setStackTrace(new StackTraceElement[] {new StackTraceElement("Some", "where", "Some.java", 7)});
        var other = group.derive(List.of(error));
        assertThat(other.exceptions()).containsExactly(error);
        assertThat(other.getMessage()).isEqualTo(group.getMessage());
        assertThat(other.getStackTrace()).isEqualTo(group.getStackTrace());
        assertThat(other.getSuppressed()).containsExactly(suppressed);
        assertThat(other.getCause()).isSameAs(error);
        assertThat(group.exceptions()).containsExactly(io, zero);
    }

    @Test
    void theStackTraceShowsEveryMemberWithItsFramesAndCauses() {
        var deep = new ArithmeticException("deep");
        deep.setStackTrace(new StackTraceElement[] {new StackTraceElement("Deep", "down", "Deep.java", 3)});
        io.initCause(new IllegalStateException("behind io"));
        var group = new ExceptionGroup("several", List.of(io, new ExceptionGroup("inner", List.of(deep, error))));

        var text = new StringWriter();
        group.printStackTrace(new PrintWriter(text, true));
        assertThat(text.toString())
                .contains("several", "java.io.IOException: io", "behind io", "inner", "AssertionError: error")
                .contains("java.lang.ArithmeticException: deep", "at Deep.down(Deep.java:3)")
                .contains("at " + ExceptionGroupTest.class.getName());

        var bytes = new ByteArrayOutputStream();
        group.printStackTrace(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text.toString());
    }

    @Test
    void insideAnotherExceptionItIsShownWithItsFirstMember() {
        var outer = new RuntimeException("outer", new ExceptionGroup("several", List.of(io, zero)));
        var text = new StringWriter();
        outer.printStackTrace(new PrintWriter(text, true));
        assertThat(text.toString()).contains("several").contains("IOException: io");
    }

    private static String shapeOf(Throwable t) {
        if (t instanceof ExceptionGroup group) {
            return group.getMessage()
                    + group.exceptions().stream()
                            .map(ExceptionGroupTest::shapeOf)
                            .toList();
        }
        return t.getMessage();
    }
}
