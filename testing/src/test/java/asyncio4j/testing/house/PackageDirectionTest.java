package asyncio4j.testing.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// This module stands on what core exports.
@Tag("once")
class PackageDirectionTest {
    @Test
    void simulationsUseTheVocabularyAndThePlugInsOnly() {
        var testing = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("asyncio4j.testing");
        classes()
                .that()
                .resideInAPackage("asyncio4j.testing..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "asyncio4j",
                        "asyncio4j.spi",
                        "asyncio4j.io",
                        "asyncio4j.io.spi",
                        "asyncio4j.sync",
                        "asyncio4j.testing..",
                        "java..",
                        "javax.net.ssl",
                        "org.jspecify..",
                        "org.junit.jupiter.api..",
                        "org.junit.platform.commons..")
                .check(testing);
    }
}
