package steward.knowledge;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A document's row. Its text and its passages lie in tables of their own, read and written by {@link TextRows}. */
@Entity
@Table(name = "document")
class Document {
    @Id
    private String id;

    @ManyToOne(fetch = FetchType.EAGER, optional = false)
    @JoinColumn(name = "collection_id")
    private DocumentCollection collection;

    private String title;
    private String source;
    private String language;
    private String format;
    private String metadata;

    @Column(name = "content_hash")
    private String contentHash;

    private int characters;
    private int passages;

    @Column(name = "change_no")
    private long changeNo;

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "document_tag", joinColumns = @JoinColumn(name = "document_id"))
    @Column(name = "tag")
    private Set<String> tags = new HashSet<>();

    @Column(name = "created_at")
    private OffsetDateTime createdAt;

    @Column(name = "updated_at")
    private OffsetDateTime updatedAt;

    @Version
    private long version;

    /** For JPA. */
    protected Document() {}

    Document(String id, Instant now) {
        this.id = id;
        this.createdAt = now.atOffset(ZoneOffset.UTC);
    }

    /** Takes over a text; {@link TextRows} has to write it in the same transaction. */
    void contain(PreparedText text) {
        format = text.format().apiName();
        contentHash = text.hash();
        characters = text.text().length();
        passages = text.chunks().size();
        language = text.language();
    }

    void describe(String newTitle, String newSource, String newMetadata, Set<String> newTags) {
        title = newTitle;
        source = newSource;
        metadata = newMetadata;
        tags.clear();
        tags.addAll(newTags);
    }

    void speak(String newLanguage) {
        language = newLanguage;
    }

    void moveTo(DocumentCollection newCollection) {
        collection = newCollection;
    }

    /** Every change of the row has a number, by which the indexes follow. */
    void changed(long newChangeNo, Instant now) {
        changeNo = newChangeNo;
        updatedAt = now.atOffset(ZoneOffset.UTC);
    }

    String id() {
        return id;
    }

    DocumentCollection collection() {
        return collection;
    }

    String title() {
        return title;
    }

    String source() {
        return source;
    }

    String metadata() {
        return metadata;
    }

    String language() {
        return language;
    }

    String contentHash() {
        return contentHash;
    }

    long version() {
        return version;
    }

    List<String> tags() {
        return tags.stream().sorted().toList();
    }

    DocumentInfo info() {
        return new DocumentInfo(
                id,
                title,
                collection.name(),
                source,
                language,
                format,
                tags(),
                DocumentInfo.tree(metadata),
                passages,
                characters,
                contentHash,
                version,
                createdAt.toInstant(),
                updatedAt.toInstant());
    }
}
