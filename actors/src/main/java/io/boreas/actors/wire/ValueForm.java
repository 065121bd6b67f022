package io.boreas.actors.wire;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** A record whose one component is a text or a number called {@code value}, such as an id: written as that. */
final class ValueForm implements Form<Object> {
    private final Form<Object> form;
    private final MethodHandle accessor;
    private final MethodHandle constructor;

    ValueForm(Class<?> type, Form<Object> form) {
        this.form = form;
        var component = type.getRecordComponents()[0];
        try {
            var lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            accessor =
                    lookup.unreflect(component.getAccessor()).asType(MethodType.methodType(Object.class, Object.class));
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, component.getType()))
                    .asType(MethodType.methodType(Object.class, Object.class));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("the record " + type + " cannot be taken apart", e);
        }
    }

    static boolean takes(Class<?> type) {
        if (!type.isRecord() || type.getRecordComponents().length != 1) {
            return false;
        }
        var component = type.getRecordComponents()[0];
        return component.getName().equals("value")
                && (component.getType() == String.class || component.getType().isPrimitive());
    }

    @Override
    public void write(Object value, Writing out) throws IOException {
        form.write(called(accessor, value), out);
    }

    @Override
    public Object read(Reading in) throws IOException {
        return called(constructor, form.read(in));
    }

    private static Object called(MethodHandle handle, Object argument) {
        try {
            return handle.invokeExact(argument);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
