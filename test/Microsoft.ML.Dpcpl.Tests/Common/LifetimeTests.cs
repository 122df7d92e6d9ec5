using Microsoft.ML.Dpcpl.Common;

namespace Microsoft.ML.Dpcpl.Tests.Common;

[TestClass]
public sealed class LifetimeTests
{
    [TestMethod]
    public void TheLastToLeaveFrees()
    {
        int freed = 0;
        var lifetime = new Lifetime(() => freed++, () => new ObjectDisposedException("it"));
        Lifetime.Use first = lifetime.Begin(), second = lifetime.Begin();
        lifetime.End();
        lifetime.End();
        first.Dispose();
        Assert.AreEqual(0, freed);
        Assert.AreEqual("it", Assert.ThrowsExactly<ObjectDisposedException>(() => lifetime.Begin()).ObjectName);
        second.Dispose();
        Assert.AreEqual(1, freed);
        Assert.ThrowsExactly<ObjectDisposedException>(() => lifetime.Begin());
        lifetime.End();
        Assert.AreEqual(1, freed);
        default(Lifetime.Use).Dispose();
    }

    [TestMethod]
    public void WithoutAUseUnderWayTheEndFrees()
    {
        int freed = 0;
        var lifetime = new Lifetime(() => freed++, () => new ObjectDisposedException("it"));
        lifetime.Begin().Dispose();
        Assert.AreEqual(0, freed);
        lifetime.End();
        Assert.AreEqual(1, freed);
    }

    [TestMethod]
    public void NothingIsFreedWhileAThreadUsesIt()
    {
        for (int round = 0; round < 200; round++)
        {
            int freed = 0, usedAfter = 0;
            var lifetime = new Lifetime(() => Interlocked.Increment(ref freed), () => new ObjectDisposedException("it"));
            using var begun = new CountdownEvent(4);
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                try
                {
                    for (bool first = true; ; first = false)
                    {
                        using Lifetime.Use use = lifetime.Begin();
                        if (first)
                            begun.Signal();
                        if (Volatile.Read(ref freed) != 0)
                            Interlocked.Increment(ref usedAfter);
                    }
                }
                catch (ObjectDisposedException)
                {
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            begun.Wait();
            Parallel.Invoke(lifetime.End, lifetime.End);
            Array.ForEach(threads, thread => thread.Join());
            Assert.AreEqual((1, 0), (freed, usedAfter));
        }
    }

    [TestMethod]
    public void TheLastHolderFrees()
    {
        int freed = 0;
        var ownership = new SharedOwnership(() => freed++);
        SharedOwnership other = ownership.Hold();
        ownership.Release();
        Assert.AreEqual(0, freed);
        other.Release();
        Assert.AreEqual(1, freed);
    }
}
