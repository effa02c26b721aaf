package io.memsafe.response;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Several caches that share what there is. Under pressure the share goes first that costs least to lose.
 *
 * <pre>{@code
 * CacheGroup caches = CacheGroup.builder()
 *         .cache("products", products)
 *         .cache("thumbnails", thumbnails)
 *         .maximum(256 << 20)
 *         .create();
 * governor.reclaim("caches", caches);
 * }</pre>
 *
 * <p><b>Who keeps how much.</b> Together they keep a share of what they held when the episode began, as one cache would. Each keeps
 * of that in proportion to what its hits have saved of late, up to what it held: where the use of entries falls off as it usually does, with
 * rank, the next entry of a cache is hit in proportion to all its hits divided by its size, and so none has an entry to lose that is
 * worth less than another's. Hits count as long as a miss takes, if all of them know that, and else the same. What is known when the episode begins counts until it is over: a cache that was made small is hit less,
 * and must not lose the rest for that. One that does not know its hits counts as the average of the others for its size.
 *
 * <p><b>One maximum for all.</b> With {@link Builder#maximum}, each call of {@link #rebalance()} shares it out in the same way, with a
 * sixteenth of an equal share for each at least, so that it can show what it is worth. Nobody calls that but you: once a minute is often enough.
 * Without it, each cache has its own maximum, and that comes back after an episode.
 *
 * <p>All sizes have to be in one unit: build caches with {@code maximumWeight} and weigh entries in bytes. Expiry and what a cache evicts
 * are its own affair. When somebody sets another maximum meanwhile, that is the one that comes back.
 *
 * <p>Thread-safety: safe.
 */
public final class CacheGroup implements Reclaimer {
    private static final double AGEING = 0.5;
    private static final double LEAST_SHARE = 1 / 16.0;

    private final List<Member> members;
    private final Shares shares;
    private final long most;
    private boolean shrunk;

    private CacheGroup(List<Member> members, Shares shares, long most) {
        this.members = members;
        this.shares = shares;
        this.most = most;
        if (most > 0) {
            rebalance();
        }
    }

    /**
     * Begins a group.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** What a group is made of. Thread-safety: none. */
    public static final class Builder {
        private final List<Member> members = new ArrayList<>();
        private Shares shares = Shares.DEFAULT;
        private long most;

        private Builder() {}

        /**
         * Adds a cache.
         *
         * @param name for errors; each once
         * @param cache of Caffeine, built with {@code maximumWeight} or {@code maximumSize}, and {@code recordStats} to be told from others
         * @return this
         * @throws IllegalArgumentException if the cache is unbounded, or there is one of that name
         */
        @SuppressWarnings("exports") // who has no Caffeine must be able to compile against this module
        public Builder cache(String name, Cache<?, ?> cache) {
            return cache(name, BoundedCache.of(cache));
        }

        /**
         * Adds a cache.
         *
         * @param name for errors; each once
         * @param cache any
         * @return this
         * @throws IllegalArgumentException if there is one of that name
         */
        public Builder cache(String name, BoundedCache cache) {
            Objects.requireNonNull(name, "name");
            if (members.stream().anyMatch(member -> member.name.equals(name))) {
                throw new IllegalArgumentException("there are two caches of the name " + name);
            }
            members.add(new Member(name, cache));
            return this;
        }

        /**
         * What all of them may hold together; by default each has its own maximum only.
         *
         * @param size 1 or more
         * @return this
         * @throws IllegalArgumentException if it is below 1
         */
        public Builder maximum(long size) {
            if (size < 1) {
                throw new IllegalArgumentException("the maximum of all caches must be 1 or more, but is " + size);
            }
            most = size;
            return this;
        }

        /**
         * Which share of what they held is kept at each level.
         *
         * @param kept shares
         * @return this
         */
        public Builder shares(Shares kept) {
            shares = Objects.requireNonNull(kept, "kept");
            return this;
        }

        /**
         * Creates the group.
         *
         * @return to be registered with a governor
         * @throws IllegalArgumentException if it has no cache
         */
        public CacheGroup create() {
            if (members.isEmpty()) {
                throw new IllegalArgumentException("a group needs a cache");
            }
            return new CacheGroup(List.copyOf(members), shares, most);
        }
    }

    /** A cache of the group. Thread-safety: guarded by the group. */
    private static final class Member {
        private final String name;
        private final BoundedCache cache;
        private long normal; // what its owner gave it
        private long fair; // what it may hold when nothing is asked
        private long set; // what was set last
        private long base; // what it held when the episode began
        private double hitsBefore;
        private double hits; // of late

        private Member(String name, BoundedCache cache) {
            this.name = name;
            this.cache = cache;
            this.normal = cache.maximum();
            this.fair = normal;
            this.set = normal;
        }

        /** Takes note of a maximum that its owner has set. */
        private void heed() {
            long now = cache.maximum();
            if (now != set) {
                normal = now;
                fair = now;
                set = now;
            }
        }

        private void learn() {
            double now = cache.hits();
            hits = AGEING * hits + Math.max(0, now - hitsBefore); // NaN stays NaN
            hitsBefore = now;
        }

        /** What it keeps of the maximum of the group, whatever it is worth. */
        private double floor(double least) {
            return Math.min(least, (double) normal);
        }

        private void bound(long next) {
            if (next != set) {
                cache.maximum(next);
                set = next;
            }
        }
    }

    /**
     * Whether a cache is one of the group, so that nothing else must bind it.
     *
     * @param cache any of Caffeine
     * @return {@code true} if it was added to the group
     */
    @SuppressWarnings("exports") // who has no Caffeine must be able to compile against this module
    public boolean contains(Cache<?, ?> cache) {
        return members.stream().anyMatch(member -> member.cache instanceof CaffeineBound bound && bound.bounds(cache));
    }

    /**
     * Shares the maximum of the group out anew by what hits have saved of late: those since the last time count twice as much as those
     * before. Does nothing without {@link Builder#maximum}, and while memory is short.
     */
    public synchronized void rebalance() {
        if (most == 0 || shrunk) {
            return;
        }
        members.forEach(Member::heed);
        members.forEach(Member::learn);
        int number = members.size();
        double least = LEAST_SHARE * most / number;
        double[] caps = new double[number];
        double floors = 0;
        for (int i = 0; i < number; i++) {
            double floor = members.get(i).floor(least);
            caps[i] = members.get(i).normal - floor;
            floors += floor;
        }
        double[] shared = WaterFill.share(most - floors, weights(caps), caps);
        for (int i = 0; i < number; i++) {
            Member member = members.get(i);
            member.fair = (long) (member.floor(least) + shared[i]);
            member.bound(member.fair);
        }
    }

    /**
     * What the hits of each have saved: seconds, if all that know their hits know what a miss costs, or else hits. Where one does not know
     * its hits, as much for its size as the others on average. Their sizes, if none saved anything.
     */
    private double[] weights(double[] sizes) {
        double[] weights = new double[sizes.length];
        boolean timed = members.stream()
                .allMatch(member -> Double.isNaN(member.hits) || !Double.isNaN(member.cache.missSeconds()));
        double known = 0;
        double size = 0;
        for (int i = 0; i < sizes.length; i++) {
            Member member = members.get(i);
            weights[i] = timed ? member.hits * member.cache.missSeconds() : member.hits;
            if (!Double.isNaN(weights[i])) {
                known += weights[i];
                size += sizes[i];
            }
        }
        if (known == 0 || size == 0) {
            return sizes;
        }
        for (int i = 0; i < sizes.length; i++) {
            weights[i] = Double.isNaN(weights[i]) ? known / size * sizes[i] : weights[i];
        }
        return weights;
    }

    @Override
    public synchronized long reclaim(Demand demand) {
        members.forEach(Member::heed);
        long before = size();
        if (!shrunk) {
            shrunk = true;
            for (Member member : members) {
                member.base = member.cache.size();
                member.learn();
            }
        }
        resize(demand);
        return size() < before ? UNKNOWN : 0;
    }

    private long size() {
        return members.stream().mapToLong(member -> member.cache.size()).sum();
    }

    @Override
    public synchronized void recover(Demand demand) {
        if (!shrunk) {
            return;
        }
        members.forEach(Member::heed);
        if (demand.depth() > 0) {
            resize(demand);
            return;
        }
        shrunk = false;
        members.forEach(member -> member.bound(member.fair));
    }

    private void resize(Demand demand) {
        double[] caps = new double[members.size()];
        double total = 0;
        for (int i = 0; i < caps.length; i++) {
            caps[i] = Math.min(members.get(i).base, members.get(i).fair);
            total += caps[i];
        }
        double[] kept = WaterFill.share(shares.of(demand) * total, weights(caps), caps);
        for (int i = 0; i < caps.length; i++) {
            members.get(i).bound((long) kept[i]);
        }
    }
}
