package steward.monitoring;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** A registry that remembers what was registered, by name and labels. */
final class FakeRegistry {
    private final Map<String, Supplier<Number>> series = new TreeMap<>();
    private int counterLookUps;

    MetricRegistry registry() {
        return (MetricRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MetricRegistry.class},
                (proxy, method, given) -> switch (method.getName()) {
                    case "counter" -> counter(name(given[0], given[1]));
                    case "gauge" -> gauge(name(given[0], given[2]), given[1]);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    Map<String, Supplier<Number>> series() {
        return series;
    }

    double value(String name) {
        return series.get(name).get().doubleValue();
    }

    int counterLookUps() {
        return counterLookUps;
    }

    private Counter counter(String name) {
        counterLookUps++;
        var count = new LongAdder();
        series.put(name, count::sum);
        return new Counter() {
            @Override
            public void inc() {
                count.increment();
            }

            @Override
            public void inc(long n) {
                count.add(n);
            }

            @Override
            public long getCount() {
                return count.sum();
            }
        };
    }

    @SuppressWarnings("unchecked")
    private Object gauge(String name, Object value) {
        series.put(name, (Supplier<Number>) value);
        return null;
    }

    private static String name(Object metadata, Object tags) {
        var labels = new TreeMap<String, String>();
        for (var tag : (Tag[]) tags) {
            labels.put(tag.getTagName(), tag.getTagValue());
        }
        return ((Metadata) metadata).getName() + labels;
    }
}
