package io.boreas.agent.oversubscription;

import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Terms;
import java.time.Duration;

/**
 * What an agent gives besides its own resources, and when it takes it back.
 *
 * @param every how often it looks, 1 s to 1 h. Source: Mesos, {@code --oversubscribed_resources_interval}
 */
public record OversubscriptionSettings(Estimator estimator, Duration every, QosSettings qos) {
    /** An agent that gives its own resources and no more. */
    public static final OversubscriptionSettings NONE =
            new OversubscriptionSettings(new Estimator.None(), Duration.ofSeconds(15), new QosSettings(0, 0, true));

    public OversubscriptionSettings {
        Bounds.check(every, Duration.ofSeconds(1), Duration.ofHours(1), "every");
    }

    /** Whether there is anything to do. One that gives nothing any more may have tasks from when it did. */
    public boolean isOn() {
        return !(estimator instanceof Estimator.None);
    }

    /**
     * The estimator of this name.
     *
     * @param resources what the fixed one gives, as text: {@code cpus:2;mem:1024}
     * @throws IllegalArgumentException if there is none, or the settings do not fit it
     */
    public static Estimator estimator(String name, String resources, Duration window, int percent) {
        var fixed = revocable(resources);
        var slack = new Estimator.Slack(window, percent); // what is wrong is said whichever is chosen
        if (!fixed.isEmpty() && !name.equals("fixed")) {
            throw new IllegalArgumentException("boreas.agent.oversubscription.resources is for the estimator fixed; "
                    + (name.equals("slack") ? "slack finds them by itself" : "with none, nothing is given"));
        }
        return switch (name) {
            case "none" -> new Estimator.None();
            case "slack" -> slack;
            case "fixed" -> {
                if (fixed.isEmpty()) {
                    throw new IllegalArgumentException("the estimator fixed gives what"
                            + " boreas.agent.oversubscription.resources says, which is nothing; say such as cpus:2");
                }
                yield new Estimator.Fixed(fixed);
            }
            default ->
                throw new IllegalArgumentException(
                        "boreas.agent.oversubscription.estimator is none, fixed or slack, not \"" + name + "\"");
        };
    }

    private static Resources revocable(String text) {
        Resources said;
        try {
            said = Resources.parse(text);
        } catch (ResourceSyntaxException e) {
            throw new IllegalArgumentException("boreas.agent.oversubscription.resources: " + e.getMessage(), e);
        }
        said.toList().stream()
                .filter(resource -> !(resource.value() instanceof Scalar)
                        || !resource.terms().isPlain())
                .findFirst()
                .ifPresent(resource -> {
                    throw new IllegalArgumentException("boreas.agent.oversubscription.resources are numbers, and for"
                            + " everybody: cpus:2;mem:1024, not " + resource);
                });
        return said.onTerms(Terms::asRevocable);
    }
}
