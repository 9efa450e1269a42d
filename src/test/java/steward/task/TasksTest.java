package steward.task;

import java.util.ArrayList;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import steward.platform.database.Database;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;

/** On the embedded database. */
class TasksTest extends TaskPromises {
    private static final String OPTIONS =
            ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1";
    private static JdbcConnectionPool pool;
    private static Database database;

    @BeforeAll
    static void create() {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + OPTIONS, "sa", "");
        pool.setMaxConnections(40);
        Migrations.migrated(pool);
        database = new Database(pool, true);
    }

    @AfterAll
    static void drop() {
        pool.dispose();
    }

    @Test
    void aPageOfWaitingTasksDoesNotReadThroughThoseThatHaveEnded() {
        assertThat(plan(Optional.of(TaskState.QUEUED))).contains("task_due");
        assertThat(plan(Optional.empty())).contains("task_by_owner").contains("index sorted");
    }

    private static String plan(Optional<TaskState> state) {
        var values = new ArrayList<Object>();
        var query = new TaskRepository(database)
                .query(
                        TaskHouse.OWNER,
                        new TaskRepository.Filter(state, Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        values);
        values.add(20);
        return database.reading(
                connection -> Database.first(connection, "explain " + query, row -> row.getString(1), values.toArray())
                        .orElseThrow());
    }

    @Override
    Database database() {
        return database;
    }
}
