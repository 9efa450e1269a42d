package steward.task;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;

/** The threads of each queue, as web.xml declares them. */
@ApplicationScoped
class QueuePools {
    @Resource(lookup = "java:app/concurrent/stewardStandard")
    private ManagedExecutorService standard;

    @Resource(lookup = "java:app/concurrent/stewardLumina")
    private ManagedExecutorService lumina;

    QueuePools() {} // for the container

    Executor of(QueueName queue) {
        return queue == QueueName.STANDARD_TASKS ? standard : lumina;
    }
}
