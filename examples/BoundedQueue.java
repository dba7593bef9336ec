// A bounded queue holds a fast producer at the pace of its consumers. Shut down and drained, it ends their loops.
import static asyncio4j.Asyncio.*;

import asyncio4j.sync.AsyncQueue;

final AsyncQueue<String> jobs = new AsyncQueue<>(2);

void produce() {
    for (int i = 1; i <= 6; i++) {
        jobs.put("job " + i); // suspends while two are waiting
    }
    IO.println("all jobs handed over");
    jobs.shutdown();
}

void work(String name) {
    int done = 0;
    for (String job : jobs) { // ends when the queue is shut down and drained
        sleep(millis(100)); // deal with the job
        done++;
        jobs.taskDone();
    }
    IO.println(name + " did " + done);
}

void main() {
    run(() -> {
        taskGroup(tg -> {
            tg.createTask(() -> work("ann"));
            tg.createTask(() -> {
                sleep(millis(50));
                work("bob");
            });
            tg.createTask(() -> produce());
        });
        jobs.join(); // every job was reported done
        IO.println("nothing left: " + jobs.empty());
    });
}
