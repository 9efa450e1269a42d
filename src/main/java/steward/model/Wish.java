package steward.model;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What kind of thing a question asks for, as far as that can be told without a model, and in which language. */
enum Wish {
    GREETING,
    /** To translate, to reckon, to write, to advise: what quoting cannot do. */
    WORK_OF_A_MODEL,
    KNOWLEDGE;

    private static final Pattern GREETINGS = Pattern.compile(
            "(?iU)(?:你好|您好|嗨|哈[喽啰]|早上好|下午好|晚上好|早安|在吗|在不在|谢谢你?|多谢|再见|hi|hello|hey|hiya|yo|thanks?|thank you"
                    + "|good (?:morning|afternoon|evening|day)|bye|greetings)"
                    + "(?:[\\s,，]*(?:there|all|steward|啊|呀|吗|小助手|助手))?[\\s!！。.,，~～?？]*");
    private static final Pattern ABOUT_ITSELF =
            Pattern.compile("(?iU)(?:你是谁|你是什么|你叫什么(?:名字)?|你能做什么|你会什么|你会做什么|你有什么功能|介绍一下(?:你自己|自己)|自我介绍"
                    + "|who are you|what are you|what can you do|what do you do|introduce yourself)[\\s!！。.?？]*");

    private static final String POLITELY = "(?iU)^\\s*(?:(?:" + anyOf("""
            请 麻烦 劳驾 帮我 帮忙 给我 替我 你 能 能不能 可以 可不可以 能否 please can\\ you could\\ you would\\ you will\\ you
            help\\ me\\ to help\\ me i\\ want\\ you\\ to i\\ need\\ you\\ to""") + ")[\\s,，]*)*";
    /** After a Chinese verb that may as well begin a noun: 总结报告什么时候交 asks for no summary. */
    private static final String NO_QUESTION = "(?!.*(?:多少|什么|几[天个次]|谁|哪|怎么|如何|为何|是否|何时|吗[?？]?\\s*$))";

    private static final Pattern TRANSLATE = begins("翻译", "translate", anyOf("""
            .*翻译[成为] .*译[成为](?=.{0,3}[文语]) .*用(?:英|中|日|法|德|韩)[文语]怎么说
            .*\\btranslated?\\ (?:this|that|it|the\\ following)\\b .*how\\ do\\ (?:you|i)\\ say\\b"""));
    private static final Pattern WRITE = begins(
            "写(?:一|个|篇|封|首|段|份|出|点|代码|程序|脚本)|编写|撰写|起草|续写|改写|润色|扩写|缩写|仿写|总结|概括|归纳|生成|画|编(?:一|个)",
            "write draft compose rewrite rephrase paraphrase polish summari[sz]e generate brainstorm draw",
            "(?!)");
    private static final Pattern ADVISE =
            begins("推荐|建议我|出个?主意|给?.{0,6}(?:建议|意见)[。.！!]?\\s*$", "recommend suggest advise", anyOf("""
            \\s*give\\ me\\ (?:some\\ )?advice\\b \\s*what\\ should\\ i\\b \\s*should\\ i\\b"""));
    private static final Pattern RECKON = Pattern.compile(
            POLITELY + "(?:" + anyOf("计算 算一?算 算一下 calculate\\b compute\\b solve\\b work\\ out\\b") + ")(?=.*\\d).*",
            Pattern.DOTALL);
    private static final Pattern SUM = Pattern.compile("(?iU)\\s*" + anyOf("""
            [\\d\\s().]*\\d\\s*[+*×÷^][-\\d\\s().×÷*/+^]*\\d[\\s()=?？]*(?:等于(?:几|多少)|是多少)?[\\s?？]*
            (?:what\\ is|what's|how\\ much\\ is)[-\\d\\s().×÷*/+^]*\\d\\s*[-+*/×÷^]\\s*\\d[-\\d\\s().×÷*/+^]*[\\s?？=]*
            [\\d\\s().]*\\d\\s*[-+*/×÷^][-\\d\\s().×÷*/+^]*\\d\\s*(?:=|等于)(?:几|多少)?[\\s?？]*"""));
    private static final int LONGEST_SUM = 200;

    private static final Pattern CHINESE_FRAME = Pattern.compile("[的了吗呢吧是什么怎如何哪为有多少几请能在和]");
    private static final Pattern ENGLISH_FRAME = Pattern.compile(
            "(?i)\\b(?:what|how|why|when|where|who|which|is|are|was|does|do|did|can|could|should|the|a|an|of|mean|tell|explain|please)\\b");

    static Wish of(String question) {
        var text = question.strip();
        if (GREETINGS.matcher(text).matches() || ABOUT_ITSELF.matcher(text).matches()) {
            return GREETING;
        }
        return isWork(text) ? WORK_OF_A_MODEL : KNOWLEDGE;
    }

    private static boolean isWork(String text) {
        return Stream.of(TRANSLATE, WRITE, ADVISE, RECKON)
                        .anyMatch(work -> work.matcher(text).matches())
                || text.length() <= LONGEST_SUM && SUM.matcher(text).matches();
    }

    /** Begins, perhaps politely, with one of these verbs, or is the other thing. */
    private static Pattern begins(String chineseVerbs, String englishVerbs, String other) {
        var english = "(?:" + englishVerbs.replace(' ', '|') + ")\\b";
        return Pattern.compile(
                POLITELY + "(?:(?:" + chineseVerbs + ")" + NO_QUESTION + "|" + english + "|" + other + ").*",
                Pattern.DOTALL);
    }

    /** One of several patterns that stand apart from each other by blanks; a blank inside of one is escaped. */
    private static String anyOf(String patterns) {
        return "(?:" + String.join("|", patterns.strip().split("(?<!\\\\)\\s+")) + ")";
    }

    /** Chinese, unless there is none in the question or it stands inside of an English sentence. */
    static Locale language(String question) {
        var hasChinese =
                question.codePoints().anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
        var isEnglish = !hasChinese
                || ENGLISH_FRAME.matcher(question).find()
                        && !CHINESE_FRAME.matcher(question).find();
        return isEnglish ? Locale.ENGLISH : Locale.SIMPLIFIED_CHINESE;
    }
}
