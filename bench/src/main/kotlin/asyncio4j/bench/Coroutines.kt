package asyncio4j.bench

import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.yield

/** Kotlin's coroutines, a peer: on one thread, the caller's. Each does `n` operations. */
object Coroutines {
    @JvmStatic
    fun lockFree(n: Int) = runBlocking {
        val mutex = Mutex()
        repeat(n) {
            mutex.lock()
            Peer.between()
            mutex.unlock()
        }
    }

    @JvmStatic
    fun semaphoreFree(n: Int) = runBlocking {
        val semaphore = Semaphore(10)
        repeat(n) {
            semaphore.acquire()
            Peer.between()
            semaphore.release()
        }
    }

    @JvmStatic
    fun queueFree(n: Int) = runBlocking {
        val channel = Channel<Int>(10)
        repeat(n) {
            channel.send(it)
            Peer.between()
            check(channel.receive() == it)
        }
    }

    @JvmStatic
    fun pingPong(n: Int) = runBlocking {
        val ping = Channel<Int>(1)
        val pong = Channel<Int>(1)
        val rounds = n / 2
        launch { repeat(rounds) { pong.send(ping.receive()) } }
        repeat(rounds) {
            ping.send(it)
            check(pong.receive() == it)
        }
    }

    @JvmStatic
    fun queue(n: Int) = runBlocking {
        val channel = Channel<Int>(100)
        launch { repeat(n) { channel.send(it) } }
        repeat(n) { check(channel.receive() == it) }
    }

    @JvmStatic
    fun lock(n: Int) = runBlocking {
        val mutex = Mutex()
        var count = 0
        List(100) {
            launch {
                repeat(n / 100) {
                    mutex.lock()
                    val c = count
                    yield()
                    count = c + 1
                    mutex.unlock()
                }
            }
        }.joinAll()
        check(count == n)
    }

    @JvmStatic
    fun values(n: Int) {
        val values = iterator { repeat(n) { yield(it) } }
        repeat(n) { check(values.next() == it) }
    }
}
