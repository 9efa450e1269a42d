package steward.deploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The scripts that need no server to be tried. */
class ScriptsIT {
    @TempDir
    private Path folder;

    private record Ran(int exit, String output) {}

    @Test
    void everyScriptPassesShellcheck() throws Exception {
        assumeTrue(RedisServer.program("shellcheck").isPresent(), "shellcheck is not installed");
        var command = new ArrayList<>(
                List.of("shellcheck", "-x", "start.sh", "steward", "start_production.sh", "monitor_performance.sh"));
        try (var scripts = Files.newDirectoryStream(Path.of("scripts"), "*.sh")) {
            scripts.forEach(script -> command.add(script.toString()));
        }
        assertThat(run(Map.of(), command.toArray(String[]::new))).isEqualTo(new Ran(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "docker-compose.prod.yml"})
    void dockerComposeTakesTheFile(String file) throws Exception {
        assumeTrue(RedisServer.program("docker-compose").isPresent(), "docker-compose is not installed");
        assertThat(run(Map.of(), "docker-compose", "-f", file, "config", "-q")).isEqualTo(new Ran(0, ""));
    }

    @Test
    void theFirewallLetsInThreePortsAndNothingElse() throws Exception {
        var ran = run(Map.of("SSH_PORT", "2222"), "scripts/firewall.sh", "--dry-run");
        assertThat(ran.output().lines())
                .containsExactly(
                        "ufw default deny incoming",
                        "ufw default allow outgoing",
                        "ufw limit 2222/tcp",
                        "ufw allow 80/tcp",
                        "ufw allow 443/tcp",
                        "ufw --force enable",
                        "ufw status verbose");
    }

    @Test
    void theConfigurationIsPackedEncryptedAndOpenedAgain() throws Exception {
        assumeTrue(RedisServer.program("openssl").isPresent(), "openssl is not installed");
        var home = installation();
        Files.writeString(home.resolve(".env.production"), "SECRET_KEY=canary-of-the-configuration\n");
        var passphrase = Map.of("BACKUP_PASSPHRASE", "correct horse battery 电池");
        var target = folder.resolve("backups");
        assertThat(run(passphrase, home + "/scripts/backup_config.sh", "--to", target.toString())
                        .exit())
                .isZero();
        var packed = only(target, ".enc");
        assertThat(Files.readAllBytes(packed)).isNotEmpty();
        assertThat(new String(Files.readAllBytes(packed), StandardCharsets.ISO_8859_1))
                .doesNotContain("canary");
        var opened = folder.resolve("opened");
        assertThat(run(
                                passphrase,
                                home + "/scripts/backup_config.sh",
                                "--open",
                                packed.toString(),
                                "--to",
                                opened.toString())
                        .exit())
                .isZero();
        assertThat(opened.resolve(".env.production")).content().contains("canary-of-the-configuration");
        assertThat(opened.resolve("server-config/redis.conf")).exists();
    }

    @Test
    void aPackThatWasDamagedOrHasAnotherPassphraseIsNotOpened() throws Exception {
        assumeTrue(RedisServer.program("openssl").isPresent(), "openssl is not installed");
        var home = installation();
        var target = folder.resolve("backups");
        run(
                Map.of("BACKUP_PASSPHRASE", "correct horse battery"),
                home + "/scripts/backup_config.sh",
                "--to",
                target.toString());
        var packed = only(target, ".enc");
        var other = run(
                Map.of("BACKUP_PASSPHRASE", "another passphrase"),
                home + "/scripts/backup_config.sh",
                "--open",
                packed.toString(),
                "--to",
                folder.resolve("no").toString());
        assertThat(other.exit()).isEqualTo(1);
        var bytes = Files.readAllBytes(packed);
        bytes[bytes.length / 2] ^= 1;
        Files.write(packed, bytes);
        var damaged = run(
                Map.of("BACKUP_PASSPHRASE", "correct horse battery"),
                home + "/scripts/backup_config.sh",
                "--open",
                packed.toString(),
                "--to",
                folder.resolve("no").toString());
        assertThat(damaged.exit()).isEqualTo(1);
        assertThat(damaged.output()).contains("damaged");
    }

    @Test
    void aPassphraseIsNeverTakenFromTheCommandLineAndMustBeLong() throws Exception {
        var ran = run(Map.of("BACKUP_PASSPHRASE", "short"), installation() + "/scripts/backup_config.sh");
        assertThat(ran.exit()).isEqualTo(1);
    }

    /** A copy of what the script packs, so that the repository's own files stay alone. */
    private Path installation() throws IOException {
        var home = folder.resolve("installation");
        for (var part : List.of("scripts/backup_config.sh", "server-config/redis.conf", "docker-compose.yml")) {
            Files.createDirectories(home.resolve(part).getParent());
            if (Files.notExists(home.resolve(part))) {
                Files.copy(Path.of(part), home.resolve(part), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return home;
    }

    private static Path only(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            var found = files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    private static Ran run(Map<String, String> environment, String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes());
        return new Ran(process.waitFor(), output);
    }
}
