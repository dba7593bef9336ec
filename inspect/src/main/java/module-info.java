/// What a running program does: snapshots of loops and tasks, as data, JSON and text.
module asyncio4j.inspect {
    requires transitive asyncio4j;

    exports asyncio4j.inspect;
}
