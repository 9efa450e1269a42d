package steward.monitoring;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Offers a histogram as Prometheus knows it: {@code _bucket} with the label {@code le}, {@code _count} and {@code _sum}.
 * To the registry they are gauges. The server's own histogram estimates its buckets from a sample of a thousand values, so
 * that they can sink, which no rate over them survives.
 */
final class HistogramSeries {
    private HistogramSeries() {}

    /**
     * @param bounds upper bounds in seconds, rising; one bucket more takes the rest
     * @param upTo how many took at most the bound in this place
     * @param sum of all, in seconds
     */
    static void offer(
            MetricRegistry registry,
            String name,
            String what,
            double[] bounds,
            IntFunction<Long> upTo,
            Supplier<Double> sum,
            Tag... tags) {
        for (var i = 0; i <= bounds.length; i++) {
            var place = i;
            var labels = Arrays.copyOf(tags, tags.length + 1);
            labels[tags.length] = new Tag("le", i == bounds.length ? "+Inf" : plain(bounds[i]));
            registry.gauge(metadata(name + "_bucket", what + ", at most le seconds"), () -> upTo.apply(place), labels);
        }
        registry.gauge(metadata(name + "_count", what), () -> upTo.apply(bounds.length), tags);
        registry.gauge(metadata(name + "_sum", what + ", in seconds together"), sum, tags);
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }

    private static Metadata metadata(String name, String description) {
        return Metadata.builder().withName(name).withDescription(description).build();
    }
}
