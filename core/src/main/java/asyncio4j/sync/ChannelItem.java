package asyncio4j.sync;

import org.jspecify.annotations.Nullable;

/// A value on its way through a channel: made by the send, moved from hand to hand.
final class ChannelItem<T> {
    final T value;

    @Nullable
    ChannelItem<T> next; // in the buffer; under the channel's lock

    long number; // in order of sending; under the channel's lock

    ChannelItem(T value) {
        this.value = value;
    }
}
