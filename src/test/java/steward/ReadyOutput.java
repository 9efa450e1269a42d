package steward;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The output of a response whose client takes everything at once. */
public abstract class ReadyOutput extends ServletOutputStream {
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        try {
            listener.onWritePossible();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
