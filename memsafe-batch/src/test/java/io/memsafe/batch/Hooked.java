package io.memsafe.batch;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** A real data source, statement and result between whose calls a test can do something. */
final class Hooked {
    private static final Set<Class<?>> PASSED_ON = Set.of(Connection.class, PreparedStatement.class, ResultSet.class);

    private Hooked() {}

    /** Called instead of each method of what was hooked. */
    interface Hook {
        /** Returns what the method shall return; {@code real} calls the method itself. */
        Object call(String method, Callable<Object> real) throws Throwable;
    }

    static DataSource over(DataSource real, Hook hook) {
        return wrap(DataSource.class, real, hook);
    }

    private static <T> T wrap(Class<T> type, Object real, Hook hook) {
        return type.cast(Proxy.newProxyInstance(
                Hooked.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object result = hook.call(method.getName(), () -> {
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            if (e.getCause() instanceof Error error) {
                                throw error;
                            }
                            throw (Exception) e.getCause();
                        }
                    });
                    Class<?> returned = method.getReturnType();
                    return result != null && PASSED_ON.contains(returned) ? wrap(returned, result, hook) : result;
                }));
    }
}
