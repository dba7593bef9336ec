package asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

/// The screen of `asyncio4j top` and what keys do to it, without a terminal.
class TopViewTest {
    private static final int WIDTH = 78;
    private static final int HEIGHT = 12;

    private final List<List<String>> requests = new ArrayList<>();
    private final TopView view = new TopView(sample(tasks(3)), TopView.Order.BUSY, "", words -> {
        requests.add(words);
        return words.getFirst().equals("task") ? "\"task-1\" sleeps\n    at Shop.java:1\n" : "was asked to stop\n";
    });

    @Test
    void screen() {
        assertThat(screen(WIDTH, HEIGHT).replaceFirst("\\d\\d:\\d\\d:\\d\\d", "HH:MM:SS"))
                .isEqualTo("""
                        process 4711  Shop  HH:MM:SS
                        loop 1 (SCHEDULER): busy for 250 ms in "report" at Shop.java:9, 4 tasks (4 run
                            lag 250 ms, ran 31.2 %, 1,234 steps/s, 10 tasks/s made, 9 ended
                            deadlock: 1.2 -> 1.3 -> 1.2
                        slowest steps: 812 ms "report" (1.4) 3.0 s ago, 33.0 ms a callback 2 min 5 s a

                        ID   TASK    STATE       RAN  STEPS/s    FOR  AT           WHAT
                        1.1  task-1  waiting  12.5 %       21  1.5 s  Shop.java:1  lock "stock", held
                        1.2  task-2  waiting  12.5 %       23  1.5 s  Shop.java:2  lock "stock", held
                        1.3  task-3  waiting  12.5 %       24  1.5 s  Shop.java:3  lock "stock", held
                        and 1 more
                        Enter: open   c: cancel   /: filter   sorted by busy, or b s w n a   q: quit""");
    }

    @Test
    void everySizeHasItsLinesAndNoLongerOnes() {
        for (var height = 1; height < 40; height++) {
            for (var width = 1; width < 120; width += 7) {
                var lines = TopScreen.lines(view, width, height);
                assertThat(lines).hasSize(height);
                for (var line : lines) {
                    assertThat(line.columnLength()).isLessThanOrEqualTo(width);
                }
            }
        }
    }

    @Test
    void wideLettersKeepTheColumns() {
        var row = new Sample.Row("1.1", "支払い", "ready", 0, 0, 0, null, "Shop.java:1");
        view.show(sample(List.of(row, row("1.2", "abcdef"))));

        var lines = TopText.table(view.sample());
        assertThat(new AttributedString(lines.get(1).text().split("ready")[0]).columnLength())
                .isEqualTo(lines.get(2).text().indexOf("waiting"));
    }

    @Test
    void choiceStaysWithTheTaskWhereverItMoves() {
        press(TopView.Key.DOWN);
        assertThat(view.selected()).isEqualTo(1);

        view.show(sample(List.of(row("1.9", "new"), row("1.1", "task-1"), row("1.2", "task-2"))));
        assertThat(view.selected()).isEqualTo(2);
        view.show(sample(List.of(row("1.9", "new"))));
        assertThat(view.selected()).isZero();
        view.show(sample(List.of()));
        assertThat(view.selected()).isEqualTo(-1);
        press(TopView.Key.DOWN);
        press(TopView.Key.ENTER);
        type("c");
        assertThat(view.mode()).isEqualTo(TopView.Mode.TABLE);
        assertThat(requests).isEmpty();
    }

    @Test
    void chosenTaskIsInSightWhenThereIsNotRoomForAll() {
        view.show(sample(tasks(100)));
        press(TopView.Key.END);

        assertThat(screen(WIDTH, HEIGHT)).contains("task-100").doesNotContain("task-1 ");
        press(TopView.Key.PAGE_UP);
        assertThat(view.selected()).isEqualTo(99 - TopScreen.room(view, HEIGHT));
        press(TopView.Key.HOME);
        assertThat(screen(WIDTH, HEIGHT)).contains("task-1 ");
    }

    @Test
    void cancelAsksFirstAndMeansTheTaskItAskedAbout() {
        type("c");
        assertThat(view.footer()).isEqualTo("ask \"task-1\" (1.1) to stop?   y/n");
        type("n");
        assertThat(requests).isEmpty();

        type("c");
        view.show(sample(List.of(row("1.3", "task-3"), row("1.1", "task-1"))));
        type("y");
        assertThat(requests).containsExactly(List.of("cancel", "1.1"));
        assertThat(view.footer()).startsWith("was asked to stop");
    }

    @Test
    void anyOtherKeyIsANo() {
        type("c");
        press(TopView.Key.ENTER);

        assertThat(requests).isEmpty();
        assertThat(view.footer()).startsWith("not cancelled");
    }

    @Test
    void openTaskShowsWhyAndWhereAndIsReadAgain() {
        press(TopView.Key.ENTER);
        assertThat(requests).containsExactly(List.of("task", "1.1"));
        assertThat(screen(WIDTH, HEIGHT)).contains("\"task-1\" sleeps\n    at Shop.java:1\n");

        type("r");
        assertThat(requests).hasSize(2);
        press(TopView.Key.ESCAPE);
        assertThat(view.mode()).isEqualTo(TopView.Mode.TABLE);
    }

    @Test
    void longPageIsScrolled() {
        var page = new TopView(
                sample(tasks(1)),
                TopView.Order.BUSY,
                "",
                _ -> Stream.iterate(1, n -> n + 1)
                        .limit(50)
                        .map(n -> "frame " + n + "\n")
                        .collect(Collectors.joining()));
        page.press(TopView.Key.ENTER, "", 10);
        page.press(TopView.Key.END, "", 10);
        assertThat(page.page()).startsWith("frame 41").hasSize(10);
        page.press(TopView.Key.UP, "", 10);
        assertThat(page.page().getFirst()).isEqualTo("frame 40");
        page.press(TopView.Key.HOME, "", 10);
        assertThat(page.page().getFirst()).isEqualTo("frame 1");
    }

    @Test
    void filterIsAppliedWhileItIsTyped() {
        type("/");
        type("q");
        type("x");
        press(TopView.Key.BACKSPACE);
        assertThat(view.chosen()).isEqualTo("q");
        press(TopView.Key.ENTER);
        assertThat(view.chosen()).isEqualTo("q");
        assertThat(view.footer()).contains("/: filter (q)");

        type("/");
        press(TopView.Key.ESCAPE);
        assertThat(view.chosen()).isEmpty();
    }

    @Test
    void lettersSortAndQuit() {
        type("w");
        assertThat(view.order()).isEqualTo(TopView.Order.WAITED);
        type("x");
        assertThat(view.order()).isEqualTo(TopView.Order.WAITED);
        type("q");
        assertThat(view.mode()).isEqualTo(TopView.Mode.END);
    }

    @Test
    void lagAndDeadlocksAreRed() {
        var red = TopScreen.lines(view, WIDTH, HEIGHT).stream()
                .filter(line -> line.toAnsi().matches("\033\\[(\\d+;)*31[;m].*"))
                .map(AttributedString::toString)
                .toList();
        assertThat(red).hasSize(2);
        assertThat(red.get(0)).startsWith("loop 1");
        assertThat(red.get(1)).contains("deadlock");
    }

    private String screen(int width, int height) {
        return TopScreen.lines(view, width, height).stream()
                .map(line -> line.toString().stripTrailing())
                .collect(Collectors.joining("\n"));
    }

    private void type(String text) {
        view.press(TopView.Key.TEXT, text, TopScreen.room(view, HEIGHT));
    }

    private void press(TopView.Key key) {
        view.press(key, "", TopScreen.room(view, HEIGHT));
    }

    private static List<Sample.Row> tasks(int n) {
        return Stream.iterate(1, i -> i + 1)
                .limit(n)
                .map(i -> new Sample.Row(
                        "1." + i,
                        "task-" + i,
                        "waiting",
                        100,
                        16 + i,
                        1500,
                        "lock \"stock\", held by \"x\"",
                        "Shop.java:" + i))
                .toList();
    }

    private static Sample.Row row(String id, String name) {
        return new Sample.Row(id, name, "waiting", 0, 0, 0, "sleep", "Shop.java:1");
    }

    private static Sample sample(List<Sample.Row> tasks) {
        var loop = new Sample.Loop(
                1,
                "SCHEDULER",
                "busy",
                250,
                "report",
                "Shop.java:9",
                2,
                3,
                Map.of("running", 4),
                987,
                249.6,
                8,
                7,
                250,
                List.of(List.of("1.2", "1.3")),
                List.of(new Sample.Slow("1.4", "report", 812, 3000), new Sample.Slow(null, null, 33, 125_000)));
        return new Sample(
                "2026-01-01T12:00:00Z",
                4711,
                "asyncio4j.internal.launch.Main Shop",
                800,
                List.of(loop),
                tasks.size() + 1,
                tasks);
    }
}
