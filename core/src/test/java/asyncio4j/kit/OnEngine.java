package asyncio4j.kit;

import asyncio4j.Asyncio;
import asyncio4j.Engine;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** For tests of what only one engine does; the suite runs once per engine. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnEngine.Condition.class)
public @interface OnEngine {
    /** The engine concerned. */
    Engine value();

    /** Skips where another engine is in force. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            var wanted = AnnotationSupport.findAnnotation(context.getElement(), OnEngine.class);
            if (wanted.isEmpty() || wanted.get().value() == inForce()) {
                return ConditionEvaluationResult.enabled("engine in force");
            }
            return ConditionEvaluationResult.disabled("only on " + wanted.get().value());
        }

        private static Engine inForce() {
            var loop = Asyncio.newEventLoop();
            try {
                return loop.engine();
            } finally {
                loop.close();
            }
        }
    }
}
