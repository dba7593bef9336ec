/// What asyncio4j costs, next to what the JDK alone costs. JMH benchmarks, and programs for what JMH cannot measure.
package asyncio4j.bench;
