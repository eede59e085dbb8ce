"""An object is stored with boto3."""

import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if not os.environ.get("AWS_SECRET_ACCESS_KEY"):
    sys.exit("AWS_SECRET_ACCESS_KEY is not set")
s3 = boto3.client("s3", config=Config(s3={"addressing_style": "path"}, connect_timeout=8, read_timeout=8))
try:
    print(s3.put_object(Bucket="shop", Key="orders.txt", Body=b"1 2 3")["ETag"])
except (ClientError, BotoCoreError, KeyError) as error:
    sys.exit(f"{error}")
