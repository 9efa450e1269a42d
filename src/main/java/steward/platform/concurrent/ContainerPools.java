package steward.platform.concurrent;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** The pools that web.xml declares, given out under the plain types of java.util.concurrent. */
@ApplicationScoped
class ContainerPools {
    @Resource(lookup = "java:app/concurrent/stewardBlocking")
    private ManagedExecutorService blocking;

    @Resource(lookup = "java:app/concurrent/stewardTimer")
    private ManagedScheduledExecutorService timer;

    @Produces
    @Singleton
    @Blocking
    Executor blocking() {
        return blocking;
    }

    /** For deadlines and heartbeats only: its tasks must not block. */
    @Produces
    @Singleton
    ScheduledExecutorService timer() {
        return timer;
    }
}
