package steward.knowledge;

import java.util.List;
import java.util.Set;

/**
 * Words that a question is asked with but never about. They are kept for phrases and for queries that consist of nothing
 * else.
 */
final class StopWords {
    private static final Set<String> CHINESE = Set.copyOf(List.of("""
            的 了 着 过 得 地 是 在 我 你 您 他 她 它 我们 你们 他们 它们 咱们 自己 吗 呢 吧 啊 呀 嘛 哦 哪 么 和 与 及 以及 或 或者 就 都 也 还 又
            把 被 让 给 对 对于 关于 从 到 为 为了 以 于 等 而 且 并且 但 但是 如果 要是 那么 则 之 其 所 者 这 那 这个 那个 这些 那些 这样 那样 这里 那里 哪个
            哪些 哪里 哪儿 怎么 怎么办 怎么样 怎样 怎 如何 什么 什么样 为什么 为何 何 何时 什么时候 谁 多少 多久 几 是否 能否 可否 可以 能 能够 会 要 应该 应 该 需要 请
            请问 问 想 想要 知道 告诉 一下 一个 有 没有 不 没 吗 很 太 最 更 再 只 才 之后 之前 时 时候 里 里面 中 上 下 个 些 做 去 来 用 叫 称 指 说 讲 算
            办 意思 介绍 说明 请教 有关 的话 目前 现在
            """.strip().split("\\s+")));

    private static final Set<String> ENGLISH = Set.copyOf(List.of("""
            a about after all also am an and any are as at be because been before being but by can could did do does doing
            don for from had has have having he her here him his how i if in into is it its just let like may me might mine
            must my need no nor not of off on once one or our ours out over own please shall she should so some such tell
            than that the their them then there these they this those through to too under until up us very want was we
            were what when where which while who whom whose why will with would you your yours
            """.strip().split("\\s+")));

    private StopWords() {}

    static boolean contains(String word) {
        return CHINESE.contains(word) || ENGLISH.contains(word);
    }
}
