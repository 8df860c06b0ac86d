import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeSystem;

/** Validates every file of a folder by HL7's validator, without a network. A file named broken-* must have errors, any other none. */
public class Validate {
  static final String OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (var listed = Files.list(Path.of(arguments[0]))) {
      files = listed.sorted().toList();
    }
    var validator = validator();
    var warnings = new TreeMap<String, Integer>();
    int passed = 0;
    int failed = 0;
    for (Path file : files) {
      var messages = validator.validateWithResult(Files.readString(file)).getMessages();
      var errors = messages.stream().filter(Validate::isError).toList();
      messages.stream().filter(one -> one.getSeverity() == ResultSeverityEnum.WARNING)
          .forEach(one -> warnings.merge(one.getMessage().split("\\.?\\s*\\(")[0], 1, Integer::sum));
      boolean broken = file.getFileName().toString().startsWith("broken-");
      boolean right = errors.isEmpty() != broken;
      System.out.println((right ? "ok   " : "FAIL ") + file.getFileName() + (broken ? ", which must have errors: " + errors.size() : ""));
      if (!right) errors.forEach(one -> System.out.println("       " + one.getLocationString() + ": " + one.getMessage()));
      if (right) passed++; else failed++;
    }
    warnings.forEach((message, count) -> System.out.println("warning, " + count + " times: " + message));
    System.out.println(passed + " passed, " + failed + " failed");
    System.exit(failed == 0 && passed > 0 ? 0 : 1);
  }

  static boolean isError(SingleValidationMessage message) {
    return message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal();
  }

  static FhirValidator validator() {
    var context = FhirContext.forR4();
    var definitions = new DefaultProfileValidationSupport(context);
    var chain = new ValidationSupportChain(
        newerCodes(context, definitions),
        definitions,
        new CommonCodeSystemsTerminologyService(context),
        new InMemoryTerminologyServerValidationSupport(context),
        new SnapshotGeneratingValidationSupport(context));
    var instances = new FhirInstanceValidator(chain);
    instances.setAnyExtensionsAllowed(false);
    return context.newValidator().registerValidatorModule(instances);
  }

  /** AIAST came into this code system with version 4.0.0 of HL7's terminology, after R4 and the copy that R4 ships. */
  static PrePopulatedValidationSupport newerCodes(FhirContext context, DefaultProfileValidationSupport definitions) {
    var codes = ((CodeSystem) definitions.fetchCodeSystem(OBSERVATION_VALUE)).copy();
    codes.addConcept().setCode("AIAST").setDisplay("Artificial Intelligence asserted");
    var support = new PrePopulatedValidationSupport(context);
    support.addCodeSystem(codes);
    return support;
  }
}
