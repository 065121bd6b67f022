package io.boreas.persistence.rocksdb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.scalatest.Args;
import org.scalatest.Args$;
import org.scalatest.Reporter;
import org.scalatest.Suite;
import org.scalatest.events.Event;
import org.scalatest.events.SuiteAborted;
import org.scalatest.events.TestCanceled;
import org.scalatest.events.TestFailed;
import org.scalatest.events.TestSucceeded;
import scala.Option;

/** Runs a ScalaTest suite and shows each of its tests as a JUnit test. */
final class ScalaSpec {
    private ScalaSpec() {}

    /** Runs the whole suite now; a test that failed there fails here, with its cause. */
    static Collection<DynamicTest> run(Suite suite) {
        Map<String, Option<Throwable>> results = new LinkedHashMap<>();
        List<String> aborted = new ArrayList<>();
        Reporter reporter = event -> record(event, results, aborted);
        // ScalaTest's defaults have the name of a Java keyword; this is how they are reached from Java.
        var defaults = Args$.MODULE$;
        var args = new Args(
                reporter,
                defaults.apply$default$2(),
                defaults.apply$default$3(),
                defaults.apply$default$4(),
                defaults.apply$default$5(),
                defaults.apply$default$6(),
                defaults.apply$default$7(),
                defaults.apply$default$8(),
                defaults.apply$default$9(),
                defaults.apply$default$10());
        boolean succeeded = suite.run(Option.empty(), args).succeeds();
        if (!aborted.isEmpty()) {
            throw new AssertionError("suite aborted: " + aborted);
        }
        if (succeeded == results.values().stream().anyMatch(Option::isDefined)) {
            throw new AssertionError(
                    "the suite says it " + (succeeded ? "succeeded" : "failed") + ", its tests do not");
        }
        return results.entrySet().stream()
                .map(result -> DynamicTest.dynamicTest(result.getKey(), () -> {
                    if (result.getValue().isDefined()) {
                        throw new AssertionError(
                                result.getKey(), result.getValue().get());
                    }
                }))
                .toList();
    }

    private static void record(Event event, Map<String, Option<Throwable>> results, List<String> aborted) {
        switch (event) {
            case TestSucceeded success -> results.put(success.testName(), Option.empty());
            case TestFailed failure ->
                results.put(
                        failure.testName(),
                        failure.throwable().isDefined()
                                ? failure.throwable()
                                : Option.apply(new AssertionError(failure.message())));
            case TestCanceled cancelled ->
                results.put(cancelled.testName(), Option.apply(new AssertionError(cancelled.message())));
            case SuiteAborted abort -> aborted.add(abort.message());
            default -> {
                // Starts, notes and summaries say nothing about success.
            }
        }
    }
}
