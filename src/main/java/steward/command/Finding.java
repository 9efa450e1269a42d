package steward.command;

import steward.platform.config.Bilingual;

/**
 * One thing that was looked at.
 *
 * @param level how it is
 * @param name  what was looked at
 * @param found what was found
 * @param fix   what to do about it; empty where nothing is
 */
record Finding(Level level, Bilingual name, Bilingual found, Bilingual fix) {
    private static final Bilingual NOTHING = Bilingual.same("");

    enum Level {
        OK("✓", Terminal.Colour.GREEN),
        WARNING("!", Terminal.Colour.YELLOW),
        PROBLEM("✗", Terminal.Colour.RED),
        UNKNOWN("?", Terminal.Colour.GREY);

        private final String mark;
        private final Terminal.Colour colour;

        Level(String mark, Terminal.Colour colour) {
            this.mark = mark;
            this.colour = colour;
        }

        String mark() {
            return mark;
        }

        Terminal.Colour colour() {
            return colour;
        }
    }

    static Finding ok(Bilingual name, Bilingual found) {
        return new Finding(Level.OK, name, found, NOTHING);
    }

    static Finding warning(Bilingual name, Bilingual found, Bilingual fix) {
        return new Finding(Level.WARNING, name, found, fix);
    }

    static Finding problem(Bilingual name, Bilingual found, Bilingual fix) {
        return new Finding(Level.PROBLEM, name, found, fix);
    }

    static Finding unknown(Bilingual name, Bilingual found) {
        return new Finding(Level.UNKNOWN, name, found, NOTHING);
    }

    boolean isProblem() {
        return level == Level.PROBLEM;
    }
}
