package steward.knowledge.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.poi.openxml4j.exceptions.InvalidFormatException;
import org.apache.poi.openxml4j.opc.OPCPackage;
import org.apache.poi.openxml4j.opc.PackagePart;

/** The parts of an Office file, found by what they contain and how they refer to each other. For one thread. */
final class OfficePackage implements AutoCloseable {
    private final OPCPackage parts;

    OfficePackage(byte[] content, Budget budget) throws IOException, InvalidFormatException {
        parts = OPCPackage.open(new BudgetedZip(content, budget));
    }

    OPCPackage parts() {
        return parts;
    }

    /** The first part whose content type ends so. */
    Optional<PackagePart> ofType(String... typeEndings) throws InvalidFormatException {
        for (var part : parts.getParts()) {
            for (var ending : typeEndings) {
                if (part.getContentType().endsWith(ending)) {
                    return Optional.of(part);
                }
            }
        }
        return Optional.empty();
    }

    /** What a part refers to under this id, if it is there. */
    static Optional<PackagePart> referred(PackagePart from, String relationshipId) throws InvalidFormatException {
        var relationship = relationshipId == null ? null : from.getRelationship(relationshipId);
        return relationship == null ? Optional.empty() : Optional.ofNullable(from.getRelatedPart(relationship));
    }

    /** What a part refers to by relationships of the type that ends so. */
    static List<PackagePart> referredAs(PackagePart from, String typeEnding) throws InvalidFormatException {
        var found = new ArrayList<PackagePart>();
        for (var relationship : from.getRelationships()) {
            if (relationship.getRelationshipType().endsWith(typeEnding)) {
                found.add(from.getRelatedPart(relationship));
            }
        }
        return found;
    }

    @Override
    public void close() {
        parts.revert();
    }
}
