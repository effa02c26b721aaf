package io.memsafe.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a server, found by itself: a method and a path in which what varies is left out, such as
 * {@code GET /orders/{}}.
 *
 * <p>A segment varies if it is a number, a long identifier, or one of more than 24 that have been seen in its place;
 * those that were seen first stay apart. Where the application has told its routes, a segment varies if it does there,
 * and only those that it named stay apart. Segments behind the eighth are left out. A look-up reads the path once and
 * allocates nothing.
 *
 * <p><i>Bounds.</i> There are at most 1,000 routes. Up to half of them anybody can make by asking, so that a server
 * learns while it is cold; the others are for paths that were answered, so that somebody who asks for what does not
 * exist cannot take the places. All without a place share one route. Places that were not used for a while are given
 * back when they grow scarce.
 *
 * <p>Thread-safety: all methods may be called from any thread. A monitor is held to add and to remove.
 */
final class RouteTree {
    static final int MOST_ROUTES = 1_000;
    private static final int MOST_NODES = 4 * MOST_ROUTES;
    private static final int MOST_SIBLINGS = 24;
    private static final int DEEPEST = 8;
    private static final int LONGEST_WORD = 40;
    private static final int SHORTEST_IDENTIFIER = 16;
    private static final Node[] NONE = {};
    private static final String[] METHODS = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"};

    private final Node root = new Node("");
    private final Route others = new Route("(others)");
    private int routeCount;
    private int nodeCount;
    private volatile int version;

    /** A segment that is told apart, and what was seen behind it. */
    private static final class Node {
        private final String segment;
        private volatile Node[] children = NONE;
        private volatile @Nullable Node variable;
        private volatile @Nullable Route[] routes = new Route[0];
        /** Whether the application has told what is in here. */
        private volatile boolean isDeclared;
        /** Whether the application has told that the segments behind this one vary. */
        private volatile boolean isVariableDeclared;

        Node(String segment) {
            this.segment = segment;
        }

        /** What is behind a segment of a path; {@code null} if that is not known. */
        @Nullable
        Node child(String path, int from, int to) {
            for (Node child : children) {
                if (child.segment.length() == to - from
                        && path.startsWith(child.segment, from)
                        && (child.isDeclared || !isVariableDeclared)) {
                    return child;
                }
            }
            Node any = variable;
            return any != null && (isFull() || varies(path, from, to)) ? any : null;
        }

        /** Whether what is not known in here is taken together. */
        boolean isFull() {
            return isVariableDeclared || children.length >= MOST_SIBLINGS;
        }

        @Nullable
        Node named(String name) {
            for (Node child : children) {
                if (child.segment.equals(name)) {
                    return child;
                }
            }
            return null;
        }

        @Nullable
        Route route(int method) {
            @Nullable Route[] known = routes;
            return method < known.length ? known[method] : null;
        }
    }

    /**
     * The route of a request.
     *
     * @param method of HTTP
     * @param servletPath as the container gives it
     * @param pathInfo as the container gives it
     * @return one that is known, a new one while there are places for anybody, or the one of all others
     */
    Route find(String method, String servletPath, @Nullable String pathInfo) {
        Node node = walk(walk(root, servletPath), pathInfo == null ? "" : pathInfo);
        Route known = node == null ? null : node.route(methodIndex(method));
        return known == null ? missing(method, servletPath, pathInfo, MOST_ROUTES / 2) : known;
    }

    /** A request without a place of its own was answered: it gets one while there are any. */
    void answered(String method, String servletPath, @Nullable String pathInfo) {
        missing(method, servletPath, pathInfo, MOST_ROUTES);
    }

    boolean isOthers(Route route) {
        return route == others;
    }

    private static @Nullable Node walk(@Nullable Node start, String path) {
        Node node = start;
        int length = path.length();
        int depth = 0;
        int from = 0;
        while (node != null && from < length && depth < DEEPEST) {
            if (path.charAt(from) == '/') {
                from++;
                continue;
            }
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? length : slash;
            node = node.child(path, from, to);
            from = to;
            depth++;
        }
        return node;
    }

    /** Whether a segment is a number, an identifier in hexadecimal digits, or too long for a name. */
    private static boolean varies(String path, int from, int to) {
        int digits = 0;
        int others = 0;
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            digits += isDigit(c) ? 1 : 0;
            others += isOther(c) ? 1 : 0;
        }
        int length = to - from;
        return digits == length
                || length > LONGEST_WORD
                || (digits > 0 && others == 0 && length >= SHORTEST_IDENTIFIER);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Whether it is in no identifier of hexadecimal digits. */
    private static boolean isOther(char c) {
        return !(isDigit(c) || c == '-' || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
    }

    private static int methodIndex(String method) {
        for (int i = 0; i < METHODS.length; i++) {
            if (METHODS[i].equals(method)) {
                return i;
            }
        }
        return METHODS.length;
    }

    private synchronized Route missing(String method, String servletPath, @Nullable String pathInfo, int mostRoutes) {
        int index = methodIndex(method);
        Node node = grow(root, servletPath, mostRoutes);
        if (node != null && pathInfo != null) {
            node = grow(node, pathInfo, mostRoutes);
        }
        if (node == null) {
            return others;
        }
        Route known = node.route(index);
        if (known != null) {
            return known;
        }
        if (routeCount >= mostRoutes) {
            return others;
        }
        @Nullable Route[] routes = Arrays.copyOf(node.routes, METHODS.length + 1);
        Route route = new Route(
                (index < METHODS.length ? METHODS[index] : "(other method)") + ' ' + template(servletPath, pathInfo));
        routes[index] = route;
        node.routes = routes;
        routeCount++;
        version = version + 1;
        return route;
    }

    /** Goes down a path and adds what is missing; {@code null} if there is no room for it. */
    private @Nullable Node grow(Node start, String path, int mostRoutes) {
        Node node = start;
        int depth = 0;
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty()) {
                continue;
            }
            if (depth++ >= DEEPEST) {
                break;
            }
            Node next = node.child(segment, 0, segment.length());
            if (next == null) {
                if (nodeCount >= MOST_NODES / MOST_ROUTES * mostRoutes) {
                    return null;
                }
                nodeCount++;
                next = node.isFull() || varies(segment, 0, segment.length())
                        ? addVariable(node)
                        : addChild(node, segment);
            }
            node = next;
        }
        return node;
    }

    private static Node addVariable(Node node) {
        Node added = new Node("{}");
        node.variable = added;
        return added;
    }

    private static Node addChild(Node node, String segment) {
        Node added = new Node(segment);
        Node[] more = Arrays.copyOf(node.children, node.children.length + 1);
        more[more.length - 1] = added;
        node.children = more;
        return added;
    }

    /**
     * Takes in a route of the application: a path in which segments with a brace or a star vary. What comes behind two
     * stars, or a variable that takes many segments, is found by itself.
     */
    synchronized void declare(String template) {
        Node node = root;
        int depth = 0;
        for (String segment : template.split("/", -1)) {
            if (segment.isEmpty()) {
                continue;
            }
            if (depth++ >= DEEPEST
                    || segment.startsWith("**")
                    || segment.startsWith("{*")
                    || nodeCount >= MOST_NODES / 2) {
                return;
            }
            boolean varies = segment.indexOf('{') >= 0 || segment.indexOf('*') >= 0;
            Node next = varies ? node.variable : node.named(segment);
            if (next == null) {
                nodeCount++;
                next = varies ? addVariable(node) : addChild(node, segment);
            }
            next.isDeclared = true;
            node.isVariableDeclared |= varies;
            node = next;
        }
    }

    /** What the path looks like in the tree. The monitor is held. */
    private String template(String servletPath, @Nullable String pathInfo) {
        StringBuilder text = new StringBuilder();
        Node node = append(root, servletPath, text);
        if (pathInfo != null) {
            append(node, pathInfo, text);
        }
        return text.length() == 0 ? "/" : text.toString();
    }

    private static Node append(Node start, String path, StringBuilder text) {
        Node node = start;
        int depth = 0;
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty()) {
                continue;
            }
            Node next = depth++ >= DEEPEST ? null : node.child(segment, 0, segment.length());
            if (next == null) {
                text.append("/...");
                break;
            }
            text.append('/').append(next.segment);
            node = next;
        }
        return node;
    }

    /** Another number whenever there are other routes. */
    int version() {
        return version;
    }

    /** All routes, that of the others last. */
    List<Route> routes() {
        List<Route> found = new ArrayList<>();
        collect(root, found);
        found.add(others);
        return found;
    }

    private static void collect(@Nullable Node node, List<Route> found) {
        if (node == null) {
            return;
        }
        for (Route route : node.routes) {
            if (route != null) {
                found.add(route);
            }
        }
        for (Node child : node.children) {
            collect(child, found);
        }
        collect(node.variable, found);
    }

    /** Gives back the places that were not used since the last call, if more than a quarter of all is taken. */
    synchronized void forgetUnused() {
        if (routeCount > MOST_ROUTES / 4 || nodeCount > MOST_NODES / 4) {
            prune(root);
            version = version + 1;
        }
    }

    /** Whether nothing is left of a node. */
    private boolean prune(Node node) {
        @Nullable Route[] routes = node.routes.clone();
        boolean empty = true;
        for (int i = 0; i < routes.length; i++) {
            Route route = routes[i];
            if (route != null && !route.wasUsed()) {
                routes[i] = null;
                routeCount--;
            }
            empty &= routes[i] == null;
        }
        node.routes = empty ? new Route[0] : routes;
        List<Node> left = new ArrayList<>();
        for (Node child : node.children) {
            if (prune(child)) {
                nodeCount--;
            } else {
                left.add(child);
            }
        }
        node.children = left.toArray(NONE);
        Node variable = node.variable;
        if (variable != null && prune(variable)) {
            node.variable = null;
            nodeCount--;
        }
        return empty && left.isEmpty() && node.variable == null && !node.isDeclared;
    }
}
