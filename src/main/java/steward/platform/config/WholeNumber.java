package steward.platform.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads counts, times and sizes as people write them, and sees the letter O in {@code 6O}. */
final class WholeNumber {
    private static final Pattern DIGITS = Pattern.compile("[+-]?\\d{1,15}");
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,9})\\s*([a-z]+)");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "sec", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));
    private static final Map<String, Long> MEGABYTE_UNITS =
            Map.of("m", 1L, "mb", 1L, "mib", 1L, "g", 1024L, "gb", 1024L, "gib", 1024L);

    private WholeNumber() {}

    static long read(String written, long min, long max) throws BadValue {
        var digits = asciiDigits(written);
        if (!DIGITS.matcher(digits).matches()) {
            throw notANumber(written, min, max);
        }
        return within(Long.parseLong(digits), min, max);
    }

    /** Also {@code 30s}, {@code 500ms}, {@code 2m} and ISO-8601's {@code PT30S}; counted in this unit. */
    static long readTime(String written, ChronoUnit unit, long min, long max) throws BadValue {
        var text = asciiDigits(written).toLowerCase(Locale.ROOT);
        var suffixed = WITH_UNIT.matcher(text);
        if (suffixed.matches() && TIME_UNITS.containsKey(suffixed.group(2))) {
            var time = TIME_UNITS.get(suffixed.group(2)).multipliedBy(Long.parseLong(suffixed.group(1)));
            return within(whole(time, unit), min, max);
        }
        if (text.startsWith("p")) {
            return within(whole(iso(written), unit), min, max);
        }
        return read(written, min, max);
    }

    /** Also {@code 64M}, {@code 64MB} and {@code 1G}. */
    static long readMegabytes(String written, long min, long max) throws BadValue {
        var suffixed = WITH_UNIT.matcher(asciiDigits(written).toLowerCase(Locale.ROOT));
        if (suffixed.matches() && MEGABYTE_UNITS.containsKey(suffixed.group(2))) {
            return within(Long.parseLong(suffixed.group(1)) * MEGABYTE_UNITS.get(suffixed.group(2)), min, max);
        }
        return read(written, min, max);
    }

    private static long whole(Duration time, ChronoUnit unit) throws BadValue {
        if (time.compareTo(LONGEST) > 0) {
            return Long.MAX_VALUE;
        }
        if (time.toMillis() % unit.getDuration().toMillis() != 0) {
            throw new BadValue(
                    new Bilingual("不是整秒", "is not a whole number of seconds"),
                    new Bilingual("写整数秒", "write whole seconds"));
        }
        return time.toMillis() / unit.getDuration().toMillis();
    }

    private static Duration iso(String written) throws BadValue {
        try {
            return Duration.parse(written);
        } catch (DateTimeParseException malformed) {
            throw new BadValue(new Bilingual("不是时长", "is not a length of time"), Bilingual.same("30"));
        }
    }

    private static long within(long number, long min, long max) throws BadValue {
        if (number < min || number > max) {
            throw new BadValue(
                    new Bilingual("不在 " + min + " 到 " + max + " 之间", "is not between " + min + " and " + max),
                    Bilingual.same(Long.toString(Math.max(min, Math.min(max, number)))));
        }
        return number;
    }

    private static BadValue notANumber(String written, long min, long max) {
        var meant =
                written.replace('O', '0').replace('o', '0').replace('l', '1').replace('I', '1');
        var letter = firstDifference(written, meant);
        if (letter != 0 && DIGITS.matcher(meant).matches()) {
            return new BadValue(
                    new Bilingual("不是整数 (字母 " + letter + ")", "is not a whole number (letter " + letter + ")"),
                    Bilingual.same(meant));
        }
        return new BadValue(
                new Bilingual("不是整数", "is not a whole number"),
                new Bilingual(min + " 到 " + max + " 的整数", "a whole number from " + min + " to " + max));
    }

    private static char firstDifference(String left, String right) {
        for (var i = 0; i < left.length(); i++) {
            if (left.charAt(i) != right.charAt(i)) {
                return left.charAt(i);
            }
        }
        return 0;
    }

    /** Full-width digits, as a Chinese input method writes them, are digits. */
    private static String asciiDigits(String written) {
        var ascii = new StringBuilder();
        written.chars().forEach(c -> ascii.append(c >= '０' && c <= '９' ? (char) (c - '０' + '0') : (char) c));
        return ascii.toString();
    }
}
