package asyncio4j.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// api -> task -> loop -> engine, and sync and iter through the SPI alone.
@Tag("once")
class PackageDirectionTest {
    private static final String ENGINE = "asyncio4j.internal.engine..";
    private static final String LOOP = "asyncio4j.internal.loop..";
    private static final String TASK = "asyncio4j.internal.task..";
    private static final String SYNC = "asyncio4j.sync..";
    private static final String ITER = "asyncio4j.iter..";

    private final JavaClasses core = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("asyncio4j");

    @Test
    void theEngineKnowsNothingAboveIt() {
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LOOP, TASK, SYNC, ITER));
    }

    @Test
    void theLoopKnowsNothingOfTasks() {
        check(noClasses()
                .that()
                .resideInAPackage(LOOP)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(TASK, SYNC, ITER));
    }

    @Test
    void tasksKnowNothingOfTheirUsers() {
        check(noClasses()
                .that()
                .resideInAPackage(TASK)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SYNC, ITER));
    }

    @Test
    void syncAndIterUseNoInternals() {
        check(noClasses()
                .that()
                .resideInAnyPackage(SYNC, ITER)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("asyncio4j.internal.."));
    }

    @Test
    void theLauncherKnowsTheVocabularyOnly() {
        check(classes()
                .that()
                .resideInAPackage("asyncio4j.internal.launch..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("asyncio4j", "asyncio4j.internal.launch..", "java..", "org.jspecify.."));
    }

    @Test
    void coreNeedsTheJdkAndNothingElse() {
        check(classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("asyncio4j..", "java..", "javax..", "sun..", "jdk..", "org.jspecify.."));
    }

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(core);
    }
}
