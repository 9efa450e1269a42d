package steward.knowledge;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Documents that are searched together; every document is in one. */
@Entity
@Table(name = "collection")
class DocumentCollection {
    /** The one that documents go into when none is named; it is always there. */
    static final String DEFAULT = "default";

    @Id
    private String id;

    private String name;
    private String description;
    private String language;

    @Column(name = "created_at")
    private OffsetDateTime createdAt;

    @Column(name = "updated_at")
    private OffsetDateTime updatedAt;

    @Version
    private long version;

    /** For JPA. */
    protected DocumentCollection() {}

    DocumentCollection(String id, String name, String description, String language, Instant now) {
        this.id = id;
        this.createdAt = now.atOffset(ZoneOffset.UTC);
        change(name, description, language, now);
    }

    final void change(String newName, String newDescription, String newLanguage, Instant now) {
        name = newName;
        description = newDescription;
        language = newLanguage;
        updatedAt = now.atOffset(ZoneOffset.UTC);
    }

    String id() {
        return id;
    }

    String name() {
        return name;
    }

    long version() {
        return version;
    }

    boolean isDefault() {
        return name.equals(DEFAULT);
    }

    CollectionInfo info(long documents) {
        return new CollectionInfo(
                id, name, description, language, documents, version, createdAt.toInstant(), updatedAt.toInstant());
    }
}
