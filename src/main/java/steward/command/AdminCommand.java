package steward.command;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import steward.identity.PasswordReset;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;
import steward.platform.database.StewardDataSource;
import steward.platform.problem.ProblemException;

/**
 * A new password for who has lost it, told once. Whoever may read the server's settings may do this anyway; it needs no
 * running instance, and the embedded database must not be held by one.
 */
final class AdminCommand implements Command {
    private static final String RESET = "reset-password";

    private final Settings settings;
    private final Terminal terminal;

    AdminCommand(Settings settings, Terminal terminal) {
        this.settings = settings;
        this.terminal = terminal;
    }

    @Override
    public String name() {
        return "admin";
    }

    @Override
    public String usage() {
        return "admin " + RESET + " [USERNAME]";
    }

    @Override
    public Bilingual help() {
        return new Bilingual(
                "给用户（默认为 ADMIN_USERNAME）一个新密码并显示一次",
                "give a user (ADMIN_USERNAME if none is named) a new password, shown once");
    }

    @Override
    public int run(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).equals(RESET) || arguments.size() > 2) {
            terminal.error(new Bilingual("用法：./steward " + usage(), "Usage: ./steward " + usage()));
            return Steward.CANNOT_TELL;
        }
        return reset(arguments.size() == 2 ? arguments.get(1) : settings.text(Setting.ADMIN_USERNAME));
    }

    private int reset(String username) {
        var target = StewardDataSource.to(DatabaseUrl.of(settings));
        try {
            target.getConnection().close();
            return reset(username, new PasswordReset(target, Clock.systemUTC()));
        } catch (SQLException away) {
            terminal.error(new Bilingual(
                    "数据库打不开；内嵌数据库要先停止实例（./stop.sh）",
                    "The database cannot be opened; the embedded one only while no instance runs (./stop.sh)"));
            return Steward.PROBLEM;
        }
    }

    private int reset(String username, PasswordReset passwords) {
        try {
            var password = passwords.of(username);
            var hours = PasswordReset.GOOD_FOR.toHours();
            terminal.line(new Bilingual(
                    "✓ " + username + " 的新密码（只显示这一次；" + hours + " 小时内有效，登录后请修改）：",
                    "✓ The new password of " + username + ", shown once; it is good for " + hours
                            + " hours, so change it after signing in:"));
            terminal.line(password);
            return Steward.OK;
        } catch (ProblemException unknown) {
            var owners = String.join(", ", passwords.owners());
            terminal.error(new Bilingual(
                    "没有用户 " + username + "；所有者：" + owners, "There is no user " + username + "; owners: " + owners));
            return Steward.PROBLEM;
        }
    }
}
