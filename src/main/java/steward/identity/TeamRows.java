package steward.identity;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;

/** The rows of teams and organisations. */
final class TeamRows {
    private static final String COLUMNS = "id, organisation_id, name, rpm, tpm, max_concurrent";

    private TeamRows() {}

    static List<Organisation> organisations(Connection connection) throws SQLException {
        return Database.rows(
                connection,
                "select id, name, rpm, tpm, max_concurrent from organisation order by name",
                TeamRows::organisation);
    }

    static Optional<Organisation> organisation(Connection connection, String id) throws SQLException {
        return organisations(connection).stream()
                .filter(organisation -> organisation.id().equals(id))
                .findFirst();
    }

    static void insert(Connection connection, Organisation organisation, Instant now) throws SQLException {
        Database.update(
                connection,
                "insert into organisation (id, name, rpm, tpm, max_concurrent, created_at) values (?, ?, ?, ?, ?, ?)",
                UUID.fromString(organisation.id()),
                organisation.name(),
                organisation.rpm(),
                organisation.tpm(),
                organisation.maxConcurrent(),
                now);
    }

    static List<Team> teams(Connection connection) throws SQLException {
        return Database.rows(connection, "select " + COLUMNS + " from team order by name", TeamRows::team);
    }

    static Optional<Team> find(Connection connection, String id) throws SQLException {
        return Database.first(
                connection, "select " + COLUMNS + " from team where id = ?", TeamRows::team, UUID.fromString(id));
    }

    /** Its id. */
    static Optional<String> named(Connection connection, String name) throws SQLException {
        return Database.first(connection, "select id from team where name = ?", row -> row.getString("id"), name);
    }

    static boolean isTaken(Connection connection, String name, String ownId) throws SQLException {
        return named(connection, name).filter(id -> !id.equals(ownId)).isPresent();
    }

    static void insert(Connection connection, Team team, Instant now) throws SQLException {
        Database.update(
                connection,
                "insert into team (" + COLUMNS + ", created_at) values (?, ?, ?, ?, ?, ?, ?)",
                UUID.fromString(team.id()),
                UserRows.uuid(team.organisationId()),
                team.name(),
                team.rpm(),
                team.tpm(),
                team.maxConcurrent(),
                now);
    }

    static void update(Connection connection, Team team) throws SQLException {
        Database.update(
                connection,
                "update team set organisation_id = ?, name = ?, rpm = ?, tpm = ?, max_concurrent = ? where id = ?",
                UserRows.uuid(team.organisationId()),
                team.name(),
                team.rpm(),
                team.tpm(),
                team.maxConcurrent(),
                UUID.fromString(team.id()));
    }

    /** Deletes the team; its members stay, without one, and what only the team might read stays closed. */
    static boolean delete(Connection connection, String id) throws SQLException {
        Database.update(connection, "update app_user set team_id = null where team_id = ?", UUID.fromString(id));
        return Database.update(connection, "delete from team where id = ?", UUID.fromString(id)) > 0;
    }

    private static Team team(ResultSet row) throws SQLException {
        return new Team(
                row.getString("id"),
                row.getString("organisation_id"),
                row.getString("name"),
                UserRows.number(row, "rpm"),
                UserRows.number(row, "tpm"),
                UserRows.number(row, "max_concurrent"));
    }

    private static Organisation organisation(ResultSet row) throws SQLException {
        return new Organisation(
                row.getString("id"),
                row.getString("name"),
                UserRows.number(row, "rpm"),
                UserRows.number(row, "tpm"),
                UserRows.number(row, "max_concurrent"));
    }
}
