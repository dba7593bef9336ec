/// Generators: values one after another, from code that may suspend between them.
@NullMarked
package asyncio4j.iter;

import org.jspecify.annotations.NullMarked;
