/// Tests of concurrent code whose failures repeat: virtual time, seeded schedules, replay, JUnit.
module asyncio4j.testing {
    requires transitive asyncio4j;
    requires static asyncio4j.io; // there where somebody tests with a network
    requires static transitive org.jspecify; // annotations: nobody needs them at run time
    requires static org.junit.jupiter.api; // whoever writes JUnit tests requires it; others need not have it

    exports asyncio4j.testing;

    opens asyncio4j.testing to
            org.junit.platform.commons; // it makes the extensions
}
