package steward.schedule;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.time.ExecutionTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import steward.platform.time.CronExpressions;

/**
 * When something happens: a cron expression of five fields (minute first) or six (second first), and a time zone. Where
 * clocks go forward, a time that does not exist is an hour later by the clock, and happens; where they go back, a time that
 * comes twice happens the first time only. An expression for every hour (its hour begins with {@code *}) goes by what really
 * passes: no hour is left out, and the hour that comes twice counts twice. Immutable.
 */
final class Cron {
    private static final Duration LONGEST_SHIFT = Duration.ofHours(3);
    private static final Duration SHIFT = Duration.ofHours(2);

    private final com.cronutils.model.Cron cron;
    private final ExecutionTime times;
    private final ZoneId zone;
    private final boolean everyHour;

    private Cron(com.cronutils.model.Cron cron, ZoneId zone, boolean everyHour) {
        this.cron = cron;
        this.times = ExecutionTime.forCron(cron);
        this.zone = zone;
        this.everyHour = everyHour;
    }

    /** @throws IllegalArgumentException where the expression is none, or never comes true */
    static Cron of(String expression, ZoneId zone) {
        var parsed = CronExpressions.parse(expression);
        var fields = expression.strip().split("\\s+");
        return new Cron(parsed, zone, fields[fields.length - 4].startsWith("*"));
    }

    /** @throws IllegalArgumentException where there is no such zone */
    static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(unknown);
        }
    }

    /** In words, Chinese or English. */
    String words(Locale language) {
        return CronDescriptor.instance(language.getLanguage().equals("zh") ? Locale.CHINESE : Locale.ENGLISH)
                .describe(cron);
    }

    /** The next times after {@code moment}, at most so many. */
    List<Instant> next(Instant moment, int most) {
        var found = new ArrayList<Instant>();
        var from = Optional.of(moment);
        while (found.size() < most) {
            from = next(from.get());
            if (from.isEmpty()) {
                break;
            }
            found.add(from.get());
        }
        return found;
    }

    /** The first time after {@code moment}; empty where there is none any more. */
    Optional<Instant> next(Instant moment) {
        return everyHour ? byWhatPasses(moment) : byTheClock(moment);
    }

    /** With the offset of the moment; from the next change of offsets on with the new one. */
    private Optional<Instant> byWhatPasses(Instant moment) {
        var offset = zone.getRules().getOffset(moment);
        var next = times.nextExecution(moment.atZone(offset)).map(ZonedDateTime::toInstant);
        var change = zone.getRules().nextTransition(moment);
        if (change == null || next.isPresent() && next.get().isBefore(change.getInstant())) {
            return next;
        }
        return byWhatPasses(change.getInstant().minusSeconds(1), change.getOffsetAfter());
    }

    private Optional<Instant> byWhatPasses(Instant moment, ZoneOffset offset) {
        return times.nextExecution(moment.atZone(offset)).map(ZonedDateTime::toInstant);
    }

    /** Local times come in their order; the moments they stand for may not, around a change of offsets. */
    private Optional<Instant> byTheClock(Instant moment) {
        var local = LocalDateTime.ofInstant(moment, zone).minus(LONGEST_SHIFT);
        Optional<LocalDateTime> next = nextLocal(local);
        while (next.isPresent() && !at(next.get()).isAfter(moment)) {
            next = nextLocal(next.get());
        }
        if (next.isEmpty()) {
            return Optional.empty();
        }
        var end = next.get().plus(SHIFT);
        return Stream.iterate(next, Optional::isPresent, each -> nextLocal(each.get()))
                .map(Optional::get)
                .takeWhile(each -> !each.isAfter(end))
                .map(this::at)
                .filter(each -> each.isAfter(moment))
                .min(Instant::compareTo);
    }

    private Optional<LocalDateTime> nextLocal(LocalDateTime local) {
        return times.nextExecution(local.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
    }

    /** A time in a gap is moved on by the gap; of a time that comes twice this is the first. */
    private Instant at(LocalDateTime local) {
        return ZonedDateTime.ofLocal(local, zone, null).toInstant();
    }
}
