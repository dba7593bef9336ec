package asyncio4j.io.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Streams -> seam <- Netty, and all of it on the exported packages of core.
@Tag("once")
class PackageDirectionTest {
    private final JavaClasses io = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("asyncio4j.io");

    @Test
    void nothingHereUsesInternalsOfCore() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "asyncio4j.internal.task..", "asyncio4j.internal.loop..", "asyncio4j.internal.engine.."));
    }

    @Test
    void theSeamKnowsNeitherNettyNorItsCarriers() {
        check(noClasses()
                .that()
                .resideInAPackage("asyncio4j.io.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "asyncio4j.io.internal.."));
    }

    @Test
    void channelsAreTouchedBelowTheSeamOnly() {
        check(noClasses()
                .that()
                .resideInAPackage("asyncio4j.io")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.channel.."));
    }

    private void check(ArchRule rule) {
        rule.check(io);
    }
}
