package asyncio4j.inspect;

/// Stands for a task in a snapshot.
///
/// @param loop the number of its loop
/// @param id its number in that loop
/// @param name its name when it was read
/// @since 0.1
public record TaskRef(int loop, int id, String name) {
    /// The two numbers, which name one task where names do not: `1.17`.
    public String key() {
        return loop + "." + id;
    }

    @Override
    public String toString() {
        return '"' + name + '"';
    }
}
