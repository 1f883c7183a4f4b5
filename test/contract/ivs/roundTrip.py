"""A show from end to end with boto3 against the endpoint in argv[1]; prints one JSON line a step. Run by clients.test.ts."""
import json
import sys
import time
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint = sys.argv[1]
ivs = boto3.client("ivs", endpoint_url=endpoint, region_name="us-west-2", aws_access_key_id="local", aws_secret_access_key="local",
                   config=Config(retries={"total_max_attempts": 1}))


def tell(step, **facts):
    print(json.dumps({"step": step, **facts}))


def refusal(call, **kwargs):
    try:
        call(**kwargs)
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"],
                "status": error.response["ResponseMetadata"]["HTTPStatusCode"]}
    return None


def until(done):
    for _ in range(200):
        if done():
            return True
        time.sleep(0.02)
    return False


made = ivs.create_channel(name="boto", tags={"team a": "x"})
channel, key = made["channel"], made["streamKey"]
tell("create", type=channel["type"], key=key["value"][:3], tags=ivs.list_tags_for_resource(resourceArn=channel["arn"])["tags"])

tell("offline", **refusal(ivs.get_stream, channelArn=channel["arn"]))
body = json.dumps({"channelArn": channel["arn"]}).encode()
urllib.request.urlopen(urllib.request.Request(f"{endpoint}/_local/encoders", data=body, method="POST")).read()
tell("live", live=until(lambda: refusal(ivs.get_stream, channelArn=channel["arn"]) is None))
stream = ivs.get_stream(channelArn=channel["arn"])["stream"]
tell("stream", state=stream["state"], started=stream["startTime"].tzinfo is not None)
tell("list", pages=sum(1 for _ in ivs.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 1})))

answer = ivs.put_metadata(channelArn=channel["arn"], metadata="score 1:0")
tell("metadata", status=answer["ResponseMetadata"]["HTTPStatusCode"])
tell("large", **refusal(ivs.put_metadata, channelArn=channel["arn"], metadata="x" * 1025))
tell("busy", **refusal(ivs.delete_channel, arn=channel["arn"]))
tell("name", **refusal(ivs.update_channel, arn=channel["arn"], name="not allowed"))

ivs.stop_stream(channelArn=channel["arn"])
tell("deleted", deleted=until(lambda: refusal(ivs.delete_channel, arn=channel["arn"]) is None))
tell("gone", **refusal(ivs.get_channel, arn=channel["arn"]))
