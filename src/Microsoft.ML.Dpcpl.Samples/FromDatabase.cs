using Microsoft.Data.Sqlite;
using Microsoft.ML.Data;

namespace Microsoft.ML.Dpcpl.Samples;

/// <summary>Events from a database: SQLite here; SQL Server, PostgreSQL and others differ in the factory and the connection string alone.</summary>
public static class FromDatabase
{
    public static void Run(TextWriter output, int users = 200)
    {
        string folder = Directory.CreateTempSubdirectory("dpcpl-database-").FullName;
        try
        {
            string connection = $"Data Source={Path.Combine(folder, "shop.db")};Pooling=False";
            Fill(connection, users);

            var ml = new MLContext(seed: 1);
            // User, Item, Behavior, Timestamp in this order; the query chooses, names and joins as it likes.
            DatabaseLoader loader = ml.Data.CreateDatabaseLoader<BehaviorEvent>();
            IDataView events = loader.Load(new DatabaseSource(
                SqliteFactory.Instance, connection, "SELECT customer, article, action, time FROM sales WHERE action <> 'fav'"));

            BehaviorSequencesTransformer features = ml.Transforms.BehaviorSequences().Fit(events);
            SequenceStatistics statistics = ml.Data.SequenceStatistics(features.Transform(events));
            output.WriteLine($"{statistics.UserCount} customers, {statistics.ItemCount} items, {statistics.EventCount} events");
            foreach ((string behavior, int count) in statistics.EventsPerBehavior)
                output.WriteLine($"{behavior,-6} {count}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Fill(string connectionString, int users)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        using (SqliteCommand create = connection.CreateCommand())
        {
            create.CommandText = "CREATE TABLE sales (customer TEXT, article TEXT, action TEXT, time INTEGER)";
            create.ExecuteNonQuery();
        }
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO sales VALUES ($customer, $article, $action, $time)";
        SqliteParameter[] values = [.. ((string[])["$customer", "$article", "$action", "$time"]).Select(name => insert.Parameters.AddWithValue(name, ""))];
        foreach (BehaviorEvent e in new ShopLogGenerator(new ShopLogOptions { Users = users }).Events())
        {
            (values[0].Value, values[1].Value, values[2].Value, values[3].Value) = (e.User, e.Item, e.Behavior, e.Timestamp);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}
