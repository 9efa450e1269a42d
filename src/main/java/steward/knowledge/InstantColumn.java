package steward.knowledge;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.sql.Timestamp;
import java.time.Instant;

/** Instants in columns "timestamp with time zone", which JPA 3.1 does not map by itself. */
@Converter
public class InstantColumn implements AttributeConverter<Instant, Timestamp> {
    /** Made by JPA. */
    public InstantColumn() {}

    @Override
    public Timestamp convertToDatabaseColumn(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    @Override
    public Instant convertToEntityAttribute(Timestamp column) {
        return column == null ? null : column.toInstant();
    }
}
