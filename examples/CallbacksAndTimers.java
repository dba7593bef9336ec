// Below the tasks there is the loop: callbacks in order of scheduling, timers in order of time, one at a time.
import static asyncio4j.Asyncio.*;

import asyncio4j.AsyncFuture;
import asyncio4j.EventLoop;
import asyncio4j.TimerHandle;

void main() {
    try (EventLoop loop = newEventLoop()) {
        AsyncFuture<String> parcel = loop.createFuture();
        parcel.addDoneCallback(f -> IO.println("parcel: " + f.result()));

        loop.callLater(millis(600), () -> parcel.setResult("book"));
        loop.callLater(millis(300), () -> IO.println("timer 300"));
        TimerHandle alarm = loop.callLater(millis(450), () -> IO.println("never printed"));
        loop.callSoon(() -> IO.println("first"));
        loop.callSoon(() -> {
            IO.println("second");
            alarm.cancel();
            loop.callSoon(() -> IO.println("next pass"));
        });
        loop.callSoon(() -> IO.println("third"));
        loop.callLater(millis(900), loop::stop);

        loop.runForever();
        IO.println("stopped");
    }
}
