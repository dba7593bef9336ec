/// What a running program does: which tasks there are, who waits for whom, and why.
///
/// [Snapshot] is the way in; [Why] explains one task.
@NullMarked
package asyncio4j.inspect;

import org.jspecify.annotations.NullMarked;
