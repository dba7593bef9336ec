/// Tests of concurrent code whose failures repeat: virtual time, seeded schedules, replay.
module asyncio4j.testing {
    requires transitive asyncio4j;
    requires static transitive org.jspecify; // annotations: nobody needs them at run time

    exports asyncio4j.testing;
}
