package io.swarmkeeper.stackfile;

import java.util.Set;

/**
 * What may stand in a field.
 *
 * @param types as the resource {@code stackfile/fields.txt} names them
 * @param marks what a value of the right type must be besides
 * @param since minor number of the version 3 that it came with
 */
record FieldKind(Set<String> types, Set<String> marks, int since) {

    /** True if a deploy refuses what is left of a text once its variables without a value are nothing. */
    boolean refuses(String rest) {
        String plain = PlainType.of(rest);
        boolean right = types.contains("any") || types.contains("text") || takes(plain);
        return !right
                || marks.contains("uncast")
                || marks.contains("filled") && rest.isBlank()
                || marks.contains("port") && !PortReader.isShort(rest)
                || marks.contains("mount") && MountReader.hasEmptyPart(rest)
                || marks.contains("duration") && Amounts.duration(rest).isEmpty()
                || marks.contains("size") && Amounts.bytes(rest).isEmpty();
    }

    boolean takes(String plain) {
        return types.contains(plain) || plain.equals("int") && types.contains("number");
    }
}
