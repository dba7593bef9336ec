// allTasks lists what a loop has to do, and every task tells its name and where it is suspended.
import static asyncio4j.Asyncio.*;

import asyncio4j.Task;

void mix() {
    sleep(millis(200));
}

void bake() {
    sleep(seconds(30));
}

void report() {
    for (Task<?> task : allTasks()) {
        if (task != currentTask()) {
            // the frames of this file, innermost first
            String where = Arrays.stream(task.stack())
                    .map(StackTraceElement::getMethodName)
                    .filter(Set.of("mix", "bake")::contains)
                    .findFirst()
                    .orElse("?");
            IO.println(task.name() + " waits in " + where);
        }
    }
}

void main() {
    run(() -> {
        createTask("dough", () -> mix());
        createTask("bread", () -> bake());
        sleep(millis(100));
        report();
        sleep(millis(200));
        IO.println("later");
        report();
    });
}
