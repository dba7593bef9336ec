package asyncio4j.sync;

import java.time.Duration;

/// How much tasks have waited for something so far.
///
/// Only what really suspended is counted: acquiring a free lock is no wait. Times are those of the loop's clock, at the
/// grain of its passes, and of waits that have ended.
///
/// @param waiting how many tasks wait now
/// @param granted how many waits ended with what they waited for
/// @param cancelled how many ended without it: cancelled, timed out, refused
/// @param total how long all of them took together
/// @param longest how long the longest took
/// @since 0.1
public record WaitStatistics(int waiting, long granted, long cancelled, Duration total, Duration longest) {}
