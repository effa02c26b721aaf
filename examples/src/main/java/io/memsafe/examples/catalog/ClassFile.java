package io.memsafe.examples.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * The outline of a class file: counted, not visited. The constant pool has everything that is asked for, so no code is
 * decoded; the rest is walked by its lengths only, which must end exactly where the file ends.
 */
final class ClassFile {

    private static final int CONSTANT_CLASS = 7;
    private static final int CONSTANT_STRING = 8;
    private static final int CONSTANT_NAME_AND_TYPE = 12;
    private static final int CONSTANT_METHOD_TYPE = 16;
    private static final int SHORTEST_MEMBER = 8;
    private static final int ATTRIBUTE_HEADER = 6;

    private final ClassReader reader;
    private final char[] characters;
    private final Set<String> references = new LinkedHashSet<>();
    private final int length;
    private int fields;
    private int methods;
    private int stringConstants;

    /**
     * Reads the outline.
     *
     * @throws RuntimeException if the bytes are no complete class file; ASM throws several kinds
     */
    ClassFile(byte[] bytes) {
        this.reader = new ClassReader(bytes);
        this.characters = new char[reader.getMaxStringLength()];
        this.length = bytes.length;
        scanMembers();
        scanConstants();
    }

    String kind() {
        int access = reader.getAccess();
        if ((access & Opcodes.ACC_MODULE) != 0) {
            return "module";
        }
        if ((access & Opcodes.ACC_ANNOTATION) != 0) {
            return "annotation";
        }
        if ((access & Opcodes.ACC_INTERFACE) != 0) {
            return "interface";
        }
        if ((access & Opcodes.ACC_ENUM) != 0) {
            return "enum";
        }
        return "java/lang/Record".equals(reader.getSuperName()) ? "record" : "class";
    }

    String name() {
        return reader.getClassName().replace('/', '.');
    }

    @Nullable
    String superName() {
        String name = reader.getSuperName();
        return name == null ? null : name.replace('/', '.');
    }

    int methods() {
        return methods;
    }

    int fields() {
        return fields;
    }

    int stringConstants() {
        return stringConstants;
    }

    /** The other classes that the constant pool names, as classes and in the types of fields and methods. */
    List<String> references() {
        references.remove(name());
        return new ArrayList<>(references);
    }

    private void scanMembers() {
        int offset = reader.header + 6;
        offset += 2 + 2 * reader.readUnsignedShort(offset);
        fields = reader.readUnsignedShort(offset);
        offset = membersEnd(offset);
        methods = reader.readUnsignedShort(offset);
        offset = membersEnd(offset);
        offset = attributesEnd(offset);
        if (offset != length) {
            throw new IllegalArgumentException(
                    "it has " + length + " bytes, but its structure needs " + Integer.toUnsignedString(offset));
        }
    }

    /** The end of a table of fields or methods that starts at the offset with its count. */
    private int membersEnd(int start) {
        int offset = start + 2;
        for (int n = reader.readUnsignedShort(start); n > 0; n--) {
            addDescriptor(reader.readUTF8(offset + 4, characters));
            offset = attributesEnd(offset + SHORTEST_MEMBER - 2);
        }
        return offset;
    }

    private int attributesEnd(int start) {
        int offset = start + 2;
        for (int n = reader.readUnsignedShort(start); n > 0; n--) {
            int size = reader.readInt(offset + 2);
            if (size < 0 || size > length - offset - ATTRIBUTE_HEADER) {
                throw new IllegalArgumentException("an attribute at byte " + offset + " reaches behind the end");
            }
            offset += ATTRIBUTE_HEADER + size;
        }
        return offset;
    }

    private void scanConstants() {
        for (int i = 1; i < reader.getItemCount(); i++) {
            int offset = reader.getItem(i);
            if (offset == 0) {
                continue; // the second half of a long or double
            }
            switch (reader.readByte(offset - 1)) {
                case CONSTANT_CLASS -> addClass(reader.readUTF8(offset, characters));
                case CONSTANT_STRING -> stringConstants++;
                case CONSTANT_NAME_AND_TYPE -> addDescriptor(reader.readUTF8(offset + 2, characters));
                case CONSTANT_METHOD_TYPE -> addDescriptor(reader.readUTF8(offset, characters));
                default -> {
                    // Numbers, names and members say nothing more about types.
                }
            }
        }
    }

    private void addClass(@Nullable String internalName) {
        if (internalName != null && internalName.startsWith("[")) {
            addDescriptor(internalName);
        } else if (internalName != null) {
            references.add(internalName.replace('/', '.'));
        }
    }

    /** Adds the class types of a descriptor such as {@code (I[Ljava/lang/String;)V}. */
    private void addDescriptor(@Nullable String descriptor) {
        if (descriptor == null) {
            return;
        }
        int at = 0;
        while (at < descriptor.length()) {
            if (descriptor.charAt(at) == 'L') {
                int end = descriptor.indexOf(';', at);
                if (end < 0) {
                    throw new IllegalArgumentException("the type " + descriptor + " does not end");
                }
                references.add(descriptor.substring(at + 1, end).replace('/', '.'));
                at = end;
            }
            at++;
        }
    }
}
