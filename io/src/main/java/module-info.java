/// asyncio's streams for Java: TCP, TLS and unix sockets, datagrams, name lookups, files and child processes.
module asyncio4j.io {
    requires transitive asyncio4j;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.unix.common;
    requires static transitive org.jspecify;

    exports asyncio4j.io;
    exports asyncio4j.io.spi;
}
