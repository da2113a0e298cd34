using Pipeline.Durable.Embedded.Instances;
using Pipeline.Durable.Embedded.Store;
using Pipeline.Durable.Protocol;

namespace Pipeline.Durable.Tests.Embedded.Instances;

public sealed class MailboxTests
{
    private readonly Mailbox _mailbox = new();

    private static InboxMessage Message(long sequence) => new(sequence, new HistoryEvent(), null);

    [Fact]
    public void Only_the_first_of_several_posts_starts_the_turns_and_one_turn_takes_all_messages()
    {
        Assert.Equal(Posting.MustRun, _mailbox.Post(Message(1)));
        Assert.Equal(Posting.Taken, _mailbox.Post(Message(2)));
        Assert.Equal([1L, 2L], _mailbox.TakeOrRest(out _)!.Select(static message => message.Sequence));
        Assert.Null(_mailbox.TakeOrRest(out _));
        Assert.Equal(Posting.MustRun, _mailbox.Post(null));
        Assert.Empty(_mailbox.TakeOrRest(out _)!);
    }

    [Fact]
    public void A_message_that_the_store_has_given_is_not_taken_again_from_whoever_stored_it()
    {
        _mailbox.Post(Message(7));
        _mailbox.Load([Message(6), Message(7)]);
        _mailbox.Post(Message(6));
        _mailbox.Post(Message(8));

        Assert.Equal([6L, 7L, 8L], _mailbox.TakeOrRest(out _)!.Select(static message => message.Sequence));
    }

    [Fact]
    public void A_mailbox_closes_only_at_the_rest_it_was_seen_at()
    {
        _mailbox.Post(Message(1));
        _mailbox.TakeOrRest(out _);
        Assert.Null(_mailbox.TakeOrRest(out var firstRest));
        _mailbox.Post(Message(2));
        Assert.False(_mailbox.TryClose(firstRest));
        _mailbox.TakeOrRest(out _);
        Assert.Null(_mailbox.TakeOrRest(out var secondRest));

        Assert.False(_mailbox.TryClose(firstRest));
        Assert.True(_mailbox.TryClose(secondRest));
        Assert.Equal(Posting.Refused, _mailbox.Post(Message(3)));
    }
}
